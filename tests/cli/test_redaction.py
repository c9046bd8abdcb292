"""`bankagent retention`: one person asks, another confirms, and `trace verify` says redacted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import databases, documents, people, verbs
from tests.support.agent_verbs import Held
from tests.support.agent_work import QUOTE, answered
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect

WHY = ("--reason", "Erasure request of the client.")
# A person's name as a file of theirs may have it, and a sequence that clears a terminal.
HOSTILE = ("--reason", "\x1b[2JZażółć [red]")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def two(db: Database, dba: Conn) -> Iterator[tuple[str, str]]:
    """URLs of the database for two operators."""
    with people.logins(dba, db.url, "ina", "otto") as found:
        first, second = (
            databases.changed_url(db.url, db.name, (conn.info.user, "x")) for conn in found
        )
        yield first, second


def said(url: str, *words: object, code: int = 0) -> str:
    done = in_process(*map(str, words), DATABASE_URL=url, COLUMNS=200)
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


def told(url: str, *words: object) -> Any:
    return json.loads(said(url, "retention", *words, "--json"))


def ended(dba: Conn, **document: Any) -> Held:
    work = answered(dba, **document)
    work.settle(**verbs.approved())
    return work


def test_a_request_is_redacted_by_two_people_and_its_trace_says_so(
    dba: Conn, two: tuple[str, str]
) -> None:
    ina, otto = two
    work = ended(dba)
    number = work.request
    words = ("retention", "redact", "request", number, *WHY)
    assert said(ina, *words) == (
        f"Ask 1 would take away: 5 texts of agents on request {number}. Nothing is taken away "
        "yet.\nAnother person confirms it within 7 days: bankagent retention confirm 1\n"
    )
    assert "checked 1 run" in said(ina, "trace", "verify", number)
    assert "redacted" not in said(ina, "trace", "verify", number)
    assert f"request {number}" in said(otto, "retention", "asks")
    assert "Waiting: 1 redaction for a second person, the oldest for " in said(otto, "status")
    assert json.loads(said(otto, "status", "--json"))["redaction_asks"]["pending"] == 1
    refusal = said(ina, "retention", "confirm", 1, code=1)
    assert "asked for it: another person must confirm ask 1" in refusal
    assert said(otto, "retention", "confirm", 1) == (
        f"Taken away: 5 texts of agents on request {number}. Hashes, citations and the audit "
        "trail stay.\n"
    )
    assert said(otto, "retention", "asks") == "No redaction waits for a second person.\n"
    assert "second person" not in said(otto, "status")
    verified = said(otto, "trace", "verify", number)
    assert "5 redacted, of which the digests are left" in verified
    assert "Nothing is wrong." in verified
    shown = said(otto, "trace", "show", number)
    assert shown.count("(redacted at 20") == 4
    assert QUOTE not in shown
    assert "Ask 1 is confirmed already" in said(otto, "retention", "confirm", 1, code=1)


def test_a_document_is_redacted_with_the_texts_of_those_who_read_it(
    dba: Conn, two: tuple[str, str]
) -> None:
    ina, otto = two
    work, other = ended(dba), ended(dba, name="another")
    asked = told(ina, "redact", "document", 1, *HOSTILE)
    assert asked == {
        "ask_id": 1, "requests": [work.request], "agent_text_count": 5, "document_text_count": 1,
    }  # fmt: skip
    (waiting,) = told(otto, "asks")
    assert (waiting["document_id"], waiting["version"], waiting["request_id"]) == (1, 1, None)
    listed = said(otto, "retention", "asks")
    assert "document 1" in listed
    assert "Zażółć [red]" in listed
    assert "\x1b" not in listed
    done = told(otto, "confirm", 1)
    assert (done["document_id"], done["requests"]) == (1, [work.request])
    assert done["redacted_at"].endswith("+00:00")
    for one, count in ((work, 6), (other, 0)):
        verified = said(otto, "trace", "verify", one.request, "--json")
        assert json.loads(verified)["faults"] == []
        assert json.loads(verified)["redacted"] == count


def test_texts_and_requests_are_counted_in_words(dba: Conn, two: tuple[str, str]) -> None:
    ina, _ = two
    documents.add(dba)
    words = ("retention", "redact", "document", 1, *WHY)
    assert said(ina, *words).startswith(
        "Ask 1 would take away: the text of 1 document version. Nothing is taken away yet.\n"
    )


def test_what_cannot_be_redacted_is_one_sentence(dba: Conn, two: tuple[str, str]) -> None:
    ina, _ = two
    work = answered(dba)
    for kind, number, sentence in (
        ("request", work.request, f"request {work.request} is received: its texts are needed"),
        ("document", 1, f"request {work.request} has read document 1 and is received: withdraw"),
        ("request", 99, "there is no request 99"),
        ("document", 99, "there is no document 99"),
    ):
        refusal = said(ina, "retention", "redact", kind, number, *WHY, code=1)
        assert refusal.lower().startswith(f"bankagent: {sentence}"), refusal
        assert refusal.count("\n") == 1
    refusal = said(ina, "retention", "redact", "request", work.request, "--reason", " ", code=1)
    assert refusal == "bankagent: Reason must say why, in 1 to 500 characters.\n"
    assert said(ina, "retention", "confirm", 7, code=1) == "bankagent: There is no ask 7.\n"
