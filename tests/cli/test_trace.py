"""`bankagent trace`: a readable timeline of agents' work, and a check that finds changes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import verbs
from tests.support.agent_verbs import digest, held
from tests.support.agent_work import QUOTE, answered, record_answer, tamper
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect

MODEL_CALL = {
    "provider": "embedded",
    "model": "planner",
    "parameters": {},
    "latency_ms": 5,
    "sent_sha256": digest("sent"),
}
AT_QUOTE = "run 1 step 3 quote 1"
REDACT = "update bankagent.agent_texts set content = null, redacted_at = '2026-11-29T10:00:00Z'"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def said(db: Database, *words: object, columns: int = 80) -> str:
    done = in_process("trace", *map(str, words), DATABASE_URL=db.url, COLUMNS=columns)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def faults(db: Database, request_id: int) -> list[str]:
    """Return what `verify` finds wrong."""
    done = in_process("trace", "verify", str(request_id), "--json", DATABASE_URL=db.url)
    found = [f"{one['where']}: {one['what']}" for one in json.loads(done.stdout)["faults"]]
    assert done.returncode == bool(found)
    return found


def test_a_trace_is_a_timeline_with_a_block_for_each_step(db: Database, dba: Conn) -> None:
    work = answered(dba)
    text = said(db, work.request)
    assert text == said(db, "show", work.request)
    blocks = text.strip().split("\n\n")
    assert len(blocks) == 4
    assert blocks[0].startswith("Run 1 of trade_review, the first one\nbegun 20")
    assert "12 tokens in, 3 tokens out, 0.002 USD, 5 ms" in blocks[1]
    assert "asked     question: What was revenue?" in blocks[2]
    assert "effect    only reads; success" in blocks[2]
    assert "found     1 passage for " in blocks[2]
    assert "1. document 1 version 1, characters 0 to 28" in blocks[2]
    assert "quote     1. for claim 1: document 1 version 1, 0 to 27: exact" in blocks[3]
    assert f"claims 1 text: {QUOTE}" in blocks[3]
    assert max(map(len, text.splitlines())) <= 80


ASKED = {"kind": "request", "instructions": "Search first.\nThen answer.", "parts": []}
LONG = "Which dividend is proposed? " * 20


def message(**fields: Any) -> str:
    return json.dumps(fields)


def test_prompts_are_shown_whole_and_each_message_once(db: Database, dba: Conn) -> None:
    work = held(dba, dba)
    work.begin()
    question = {"part_kind": "user-prompt", "content": f"{LONG}\x1b[2J"}
    first = message(**ASKED | {"parts": [question]})
    call = {"part_kind": "tool-call", "tool_name": "search", "args": '{"at":1.50}'}
    called = message(kind="response", parts=[call])
    found = {"part_kind": "tool-return", "tool_name": "search", "content": "Two\npassages."}
    second = message(**ASKED | {"parts": [found]})
    texts, results = [first], [called, message(kind="response", parts=[])]
    for occurrence, result in enumerate(results, 1):
        roles = zip([*texts, result], ("request", "response") * 2, strict=False)
        messages = [{"sha256": digest(text), "role": role} for text, role in roles]
        sent = MODEL_CALL | {"messages": messages}
        work.record(result, kind="model", name="model", occurrence=occurrence, model_call=sent,
            texts=texts)  # fmt: skip
        texts = [first, called, second]
    assert "prompt" not in said(db, work.request)
    (run,) = json.loads(said(db, work.request, "--json"))["runs"]
    assert {one["model_call"]["messages"] for one in run["steps"]} == {None}
    text = said(db, work.request, "--prompts", columns=100)
    one, two = text.split("\n\n")[1:]
    assert "prompt    message 1, to the model\n" in one
    assert "instructions:\n               Search first.\n               Then answer." in one
    assert " ".join(one.split()).count("Which dividend is proposed?") == 20
    assert "\\u001b[2J" in one
    assert "prompt    message 3, to the model\n" in two
    assert "instructions: those from before" in two
    assert "tool-return search:\n               Two\n               passages." in two
    assert "message 1" not in two
    (run,) = json.loads(said(db, work.request, "--prompts", "--json"))["runs"]
    kept = [[it["position"] for it in one["model_call"]["messages"]] for one in run["steps"]]
    assert kept == [[1], [3]]


def test_a_redacted_prompt_is_said_to_be_so(db: Database, dba: Conn) -> None:
    work = answered(dba)
    assert '"user":"May it stand?"' in said(db, work.request, "--prompts")
    tamper(dba, REDACT)
    text = said(db, work.request, "--prompts")
    assert "May it stand?" not in text
    assert "message 1, to the model\n               (redacted at 2026-11-29 10:00:00 UTC)" in text


def test_a_script_reads_the_whole_trace_with_exact_numbers(db: Database, dba: Conn) -> None:
    work = answered(dba)
    work.call('{"amount":1.10}', name="send", effect="outside")
    text = said(db, work.request, "--json")
    assert '"content":{"amount":1.10}' in text
    (run,) = json.loads(text)["runs"]
    assert [one["kind"] for one in run["steps"]] == ["model", "tool", "answer"]
    (call,) = run["unfinished"]
    assert (call["name"], call["outcome"], call["in_doubt"]) == ("send", None, True)
    assert "tool send, no end is recorded" in said(db, work.request)


def test_a_request_without_an_agent_has_no_trace(db: Database, dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    assert said(db, request_id) == f"No agent has worked on request {request_id}.\n"
    assert faults(db, request_id) == []
    for words in (("trace", "99"), ("trace", "verify", "99")):
        done = in_process(*words, DATABASE_URL=db.url)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "bankagent: There is no such request.\n"


def test_a_stranger_cannot_act_on_the_terminal(db: Database, dba: Conn) -> None:
    work = answered(dba)
    work.call(json.dumps({"\x1b[2J": "\u202e" + "x" * 5000}), name="send", effect="outside")
    text = said(db, work.request)
    assert "\x1b" not in text
    assert "\\u001b[2J: \\u202exxx" in text
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_whole_is_verified(db: Database, dba: Conn) -> None:
    work = answered(dba)
    assert faults(db, work.request) == []
    told = said(db, "verify", work.request)
    assert told == (
        f"Request {work.request}: checked 1 run, 3 steps, 5 texts, 1 hit, 1 quote and 1 figure. "
        "Nothing is wrong.\n"
    )


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "update bankagent.agent_steps set result_sha256 = repeat('0', 64) where number = 2",
            "run 1 step 2: the text of its result is missing (000000000000)",
        ),
        (
            "update bankagent.retrieval_hits set sha256 = repeat('0', 64)",
            "run 1 step 2: hit 1, in document 1 version 1, is not the stored chunk",
        ),
        (
            "update bankagent.citations set ends_at = 26",
            "run 1 step 3 quote 1: does not stand in document 1 version 1 at 0 to 26",
        ),
        (
            "update bankagent.citations set verdict = 'not_retrieved'",
            f"{AT_QUOTE}: was recorded as not_retrieved, and is exact in document 1 version 1",
        ),
        (
            "update bankagent.agent_runs set definition_sha256 = repeat('0', 64)",
            "run 1: its definition is not the one of its digest",
        ),
    ],
)
def test_what_a_superuser_changed_is_named(
    db: Database, dba: Conn, statement: str, fault: str
) -> None:
    work = answered(dba)
    tamper(dba, statement)
    assert faults(db, work.request) == [fault]


def test_one_changed_character_of_a_document_is_found_wherever_it_was_used(
    db: Database, dba: Conn
) -> None:
    work = answered(dba)
    tamper(dba, "update bankagent.document_texts set text = replace(text, '12', '13')")
    found = faults(db, work.request)
    done = in_process("trace", "verify", str(work.request), DATABASE_URL=db.url)
    assert (done.returncode, done.stderr) == (1, "")
    first, *lines = done.stdout.splitlines()
    assert first.endswith("1 quote and 1 figure. 4 faults:")
    assert lines == [f"{one}." for one in found]
    assert found == [
        "run 1 step 2: hit 1, in document 1 version 1, has another text now",
        "document 1 version 1: its text is not the one of its digest",
        "run 1 step 3 quote 1: does not stand in document 1 version 1 at 0 to 27",
        "run 1 step 3 claim 1: quote 1 of document 1: fabricated",
    ]


def test_a_changed_text_is_found_by_its_digest(db: Database, dba: Conn) -> None:
    work = answered(dba)
    check = (
        "alter table bankagent.agent_texts drop constraint agent_texts_sha256_is_that_of_the_text"
    )
    dba.execute(check)
    tamper(
        dba,
        "update bankagent.agent_texts set content = '{}' where content::text like '%%question%%'",
    )
    found = faults(db, work.request)
    assert [one.partition(" (")[0] for one in found] == [
        "run 1 step 2: the text of the arguments of search_documents was changed"
    ]


def test_a_figure_that_no_quote_has_is_named(db: Database, dba: Conn) -> None:
    work = answered(dba)
    record_answer(work, 1, "Revenue was USD 13 million.", occurrence=2)
    assert faults(db, work.request) == [
        "run 1 step 4 claim 1: the figure 13 million has no support in its quotes (absent)"
    ]


def test_a_fabricated_quote_is_a_fault_though_it_was_recorded_as_one(
    db: Database, dba: Conn
) -> None:
    work = answered(dba)
    record_answer(work, 1, start=3, occurrence=2)
    misplaced = "run 1 step 4 quote 1: does not stand in document 1 version 1 at"
    assert faults(db, work.request) == [
        f"{misplaced} 3 to 30 (as it was recorded)",
        "run 1 step 4 claim 1: quote 1 of document 1: misplaced",
    ]


def test_a_redacted_text_is_said_to_be_redacted_and_no_fault(db: Database, dba: Conn) -> None:
    work = answered(dba)
    tamper(dba, REDACT)
    tamper(dba, "delete from bankagent.document_texts")
    assert faults(db, work.request) == []
    assert "6 redacted, of which the digests are left" in said(db, "verify", work.request)
    assert said(db, work.request).count("(redacted at 2026-11-29 10:00:00 UTC)") == 4


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"unanswered": "The model was asked 20 times."}, None),
        ({"claims": "none"}, None),
        ({"claims": [{"text": 5, "quotes": []}, {"text": "No figure."}, 7]}, None),
        ({"value": {"claims": [{"text": "Y.", "quotes": [7, {"text": "N"}]}]}}, "unknown version"),
        (
            {"claims": [{"text": "Y.", "quotes": [{"text": "x", "document_id": 2**70}]}]},
            "unknown version",
        ),
    ],
)
def test_an_answer_of_any_form_can_be_verified(
    db: Database, dba: Conn, answer: Any, fault: str | None
) -> None:
    work = held(dba, dba)
    work.begin()
    work.record(json.dumps(answer))
    assert [one.rpartition(": ")[2] for one in faults(db, work.request)] == [fault] * bool(fault)
