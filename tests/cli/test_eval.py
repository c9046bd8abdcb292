"""`bankagent eval`: figures of a question set, a comparison, and sets of reviewers' verdicts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import documents, people, rows, verbs
from tests.support.agent_verbs import Held, held, trace
from tests.support.agent_work import QUOTE, TEXT, record_answer, searched
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.embeddings import MODEL
from tests.support.rows import Conn, connect

ALDER = (
    "Revenue of Alder Metals was USD 412.6 million in 2025.\n\n"
    "The board proposes a dividend of USD 0.45 per share for 2025.\n"
)
BIRCH = (
    "Birch Foods closed its plant in Lodz in May 2024.\n\nNet debt was EUR 31 million in 2024.\n"
)
CEDAR = "Cedar Shipping ordered 4 vessels in 2023 from a yard in Gdansk.\n"
# Documents, question, and the words of the last document that answer it; None where none do.
ASKED = [
    (["alder"], "What was the revenue of Alder Metals in 2025?", "USD 412.6 million"),
    (["alder"], "What dividend does the board propose for 2025?", "USD 0.45"),
    (["alder", "birch"], "When did the board of Alder Metals close a plant?", "May 2024"),
    (["stored"], "How many vessels did Cedar Shipping order in 2023?", "4 vessels"),
    (["birch"], "What was net debt in 2024?", None),
    (["stored"], "What was the revenue of Cedar Shipping in 2019?", None),
]
COUNTS = (
    "select (select count(*) from bankagent.documents) as documents, "
    "(select count(*) from bankagent.document_chunks) as chunks, "
    "(select count(*) from bankagent.document_words) as words"
)


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def question_set(document_id: int) -> dict[str, Any]:
    """Return a set of two documents of its own and a stored one."""
    texts = {"alder": ALDER, "birch": BIRCH, "stored": CEDAR}
    questions = []
    for at, (keys, question, words) in enumerate(ASKED, start=1):
        start = texts[keys[-1]].index(words) if words else 0
        end = start + len(words or "")
        place = {"document": keys[-1], "start": start, "end": end, "text": words}
        questions.append(
            {
                "key": str(at),
                "question": question,
                "documents": keys,
                "answerable": bool(words),
                "gold": [place] if words else [],
            }
        )
    return {
        "form": "bankagent-questions-1",
        "name": "Three firms",
        "documents": [
            {"key": "alder", "text": ALDER},
            {"key": "birch", "text": BIRCH},
            {"key": "stored", "document_id": document_id, "version": 1},
        ],
        "questions": questions,
    }


def written(path: Path, value: object) -> str:
    path.write_text(json.dumps(value))
    return str(path)


def stored(dba: Conn) -> int:
    """Store a document with a strict classification, and a second version of it."""
    given = {"name": "Cedar", "client_id": "cedar", "classification": "mnpi"}
    documents.add(dba, "Another version.", **given | {"classification": "public"})
    number = documents.add(dba, CEDAR, **given | {"name": "other"})
    documents.add(dba, "Another version.", **given | {"name": "other"})
    return number


def test_a_set_is_measured_and_nothing_of_it_stays(db: Database, dba: Conn, tmp_path: Path) -> None:
    file = written(tmp_path / "set.json", question_set(stored(dba)))
    before = rows.fetch(dba, COUNTS)
    done = in_process("eval", file, "--json", DATABASE_URL=db.url)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["set"] | {"sha256": ""} == {
        "name": "Three firms", "sha256": "", "documents": 3, "questions": 6, "answerable": 4,
    }  # fmt: skip
    # The third has its gold in the second passage: (3 + 1 / log2(3)) / 4.
    assert told["metrics"] == {
        "recall_at_3": 1, "recall_at_10": 1, "ndcg_at_10": 0.908, "answered": 0.667,
        "right_among_answered": 0.75, "unanswerable_answered": 0.5, "auroc": 0.875, "ece": 0.298,
        "brier": 0.277,
    }  # fmt: skip
    answers = told["answers"]
    assert [(one["is_answered"], one["is_right"], one["rank_of_gold"]) for one in answers] == [
        (True, True, 1), (True, True, 1), (False, True, 2), (True, True, 1),
        (True, False, None), (False, False, None),
    ]  # fmt: skip
    assert [one["key"] for one in answers] == ["1", "2", "3", "4", "5", "6"]
    assert sum(one["questions"] for one in told["bins"]) == 6
    assert rows.fetch(dba, COUNTS) == before
    said = in_process("eval", "run", file, DATABASE_URL=db.url).stdout
    assert "Three firms: 6 questions, 4 answerable, of 3 documents" in said
    assert "recall@10" in said


def test_embeddings_are_measured_where_the_settings_name_a_model(
    db: Database, dba: Conn, tmp_path: Path
) -> None:
    texts = ["Sales rose in the year.\n", "The headcount increased at the mill.\n"]
    gold = {"document": "1", "start": 0, "end": len(texts[1]), "text": texts[1]}
    question = {"key": "1", "question": "How many staff?", "documents": ["0", "1"]}
    questions = [question | {"answerable": True, "gold": [gold]}]
    named = [{"key": str(at), "text": text} for at, text in enumerate(texts)]
    asked = {"form": "bankagent-questions-1", "name": "Words", "documents": named}
    file = written(tmp_path / "words.json", asked | {"questions": questions})
    for more, recall in (({}, 0), ({"BANKAGENT_EMBEDDINGS": MODEL}, 1)):
        done = in_process("eval", file, "--json", DATABASE_URL=db.url, **more)
        told = json.loads(done.stdout)
        assert told["metrics"]["recall_at_3"] == recall
        assert bool(told["embedding_sha256"]) == bool(more)
    assert rows.one(dba, "select count(*) from bankagent.chunk_embeddings") == 0


def test_a_measurement_is_compared_with_an_earlier_one(
    db: Database, dba: Conn, tmp_path: Path
) -> None:
    file = written(tmp_path / "set.json", question_set(stored(dba)))
    now = json.loads(in_process("eval", file, "--json", DATABASE_URL=db.url).stdout)
    same = written(tmp_path / "same.json", now)
    done = in_process("eval", file, "--against", same, DATABASE_URL=db.url)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "No metric is worse.")
    better = now["metrics"] | {"ndcg_at_10": 1.1, "brier": 0.9, "auroc": None}
    other = {**now, "set": {"sha256": "0"}, "metrics": better}
    earlier = written(tmp_path / "earlier.json", other)
    done = in_process("eval", "--against", earlier, file, "--json", DATABASE_URL=db.url)
    told = json.loads(done.stdout)["compared"]
    assert done.returncode == 1
    assert (told["is_same_set"], told["is_worse"]) == (False, True)
    changes = {one["metric"]: one["is"] for one in told["changes"]}
    assert changes["ndcg_at_10"] == "worse"
    assert changes["brier"] == "better"
    assert changes["auroc"] == "not_measured"
    assert changes["recall_at_10"] == "same"
    said = in_process("eval", file, "--against", earlier, DATABASE_URL=db.url).stdout
    assert said.endswith("1 metric worse. The earlier one was of another question set.\n")


def faults(db: Database, file: str) -> list[str]:
    done = in_process("eval", file, DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (2, "")
    first, *rest = done.stderr.splitlines()
    assert first == f"bankagent: {file} is no question set that can be asked:"
    return [one.strip() for one in rest]


def test_a_bad_set_says_its_faults(db: Database, tmp_path: Path) -> None:
    given = question_set(99)
    given["documents"] += [
        {"key": "nul", "text": "a\x00b"},
        {"key": "half", "text": "a\ud800b"},
        {"key": "blank", "text": " \u200b"},
        {"key": "huge", "document_id": 2**70, "version": 1},
    ]
    given["questions"][0]["question"] = "x" * 1001
    given["questions"][1]["question"] = "a\x00b"
    stored_version = "must be a stored version whose text is not redacted"
    text = "must have a text of 1 to 2,000,000 characters, without NUL"
    searchable = "question must have 1 to 1,000 characters, without NUL"
    assert faults(db, written(tmp_path / "a.json", given)) == [
        f"documents[2] {stored_version}",
        *(f"documents[{at}] {text}" for at in (3, 4, 5)),
        f"documents[6] {stored_version}",
        f"questions[0].{searchable}",
        f"questions[1].{searchable}",
    ]
    many = given | {"questions": [{}] * 30}
    assert len(faults(db, written(tmp_path / "b.json", many))) == 20
    (tmp_path / "c.json").write_bytes(b"\xff")
    assert faults(db, str(tmp_path / "c.json")) == ["The text is not JSON in UTF-8"]


def test_gold_must_stand_in_the_stored_version(db: Database, dba: Conn, tmp_path: Path) -> None:
    given = question_set(stored(dba))
    given["documents"][2]["version"] = 2
    expected = "questions[3].gold[0].text is not what stands there in its document"
    assert faults(db, written(tmp_path / "set.json", given)) == [expected]


def test_a_file_that_cannot_be_read_or_written_is_one_sentence(
    db: Database, tmp_path: Path
) -> None:
    file = written(tmp_path / "set.json", question_set(1))
    gone = str(tmp_path / "gone.json")
    for words, said in (
        ((gone,), f"{gone} cannot be read: No such file or directory."),
        ((file, "--against", gone), f"{gone} cannot be read: No such file or directory."),
        (
            (file, "--against", file),
            "The earlier measurement must be what bankagent eval --json wrote.",
        ),
        (("export", file), f"{file} cannot be written: File exists."),
    ):
        done = in_process("eval", *words, DATABASE_URL=db.url)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"bankagent: {said}\n")


def test_it_is_for_operators(db: Database, dba: Conn, tmp_path: Path) -> None:
    file = written(tmp_path / "set.json", question_set(stored(dba)))
    done = in_process("eval", file, DATABASE_URL=db.worker_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("bankagent: This database user may not do that")


def asked(dba: Conn, document_id: int) -> Held:
    """Give a research question whose agent has searched a document."""
    payload = {"question": "What was revenue?"}
    work = held(dba, dba, request_type="research_question", payload=payload)
    work.begin()
    searched(work, document_id)
    return work


def voted(dba: Conn, work: Held, verdict: str) -> int:
    """Leave the answer to people, and let one vote; return the request."""
    end = verbs.to_people()
    answer = {"sha256": trace(dba, work.request)[-1].result_sha256}
    work.settle(**end | {"evaluation": end["evaluation"] | {"known": {"answer": answer}}})
    people.vote(dba, work.request, by="rita", verdict=verdict)
    return work.request


@pytest.mark.expect_differences("the evaluations are a test's, without facts")
def test_only_what_people_said_of_an_answer_becomes_a_set(
    db: Database, dba: Conn, tmp_path: Path
) -> None:
    people.add_reviewers(dba, "rita")
    document_id = documents.add(dba, TEXT, "Costs were 5 million.")
    numbers = []
    for verdict in ("approve", "reject", "needs_info"):
        work = asked(dba, document_id)
        record_answer(work, document_id)
        numbers.append(voted(dba, work, verdict))
    work = asked(dba, document_id)
    work.record('{"claims":[],"missing":["No passage is about it."]}')
    numbers.append(voted(dba, work, "approve"))
    work = asked(dba, document_id)
    record_answer(work, document_id, start=1)
    voted(dba, work, "approve")
    work = asked(dba, document_id)
    record_answer(work, document_id)
    work.settle(**verbs.approved())

    file = tmp_path / "verdicts.json"
    done = in_process("eval", "export", str(file), DATABASE_URL=db.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"2 questions written to {file}.",
        "Left out: 1 question rejected.",
        "Left out: 1 question needs information.",
        "Left out: 1 question without an exact quote or a document whose text is kept.",
        "Left out: 1 question decided by the policy alone.",
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    key = f"{document_id}/1"
    told = json.loads(file.read_text())
    assert told["documents"] == [{"key": key, "document_id": document_id, "version": 1}]
    gold = {"document": key, "start": 0, "end": len(QUOTE), "text": QUOTE}
    of = {"question": "What was revenue?", "documents": [key]}
    assert told["questions"] == [
        of | {"key": str(numbers[0]), "answerable": True, "gold": [gold]},
        of | {"key": str(numbers[3]), "answerable": False, "gold": []},
    ]
    run = json.loads(in_process("eval", str(file), "--json", DATABASE_URL=db.url).stdout)
    assert [one["is_right"] for one in run["answers"]] == [True, False]
    again = in_process("eval", "export", f"{file}2", "--json", DATABASE_URL=db.url)
    assert json.loads(again.stdout)["left_out"]["rejected"] == 1
