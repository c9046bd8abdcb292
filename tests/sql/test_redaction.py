"""ask_redaction and confirm_redaction: two people take texts away, and nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.support import agent_work, documents, people, rows, verbs
from tests.support.agent_verbs import Held, held
from tests.support.agent_work import answered, searched
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

ASK = "select * from bankagent.ask_redaction(%s, %s, %s)"
CONFIRM = "select * from bankagent.confirm_redaction(%s)"
WHY = "Erasure request of the client."
LEFT = (
    "select count(content) as texts, count(redacted_at) as redacted from bankagent.agent_texts "
    "where request_id = %s"
)
KEPT = (
    "agent_steps", "agent_runs", "agent_messages", "model_calls", "tool_calls", "tool_results",
    "retrievals", "retrieval_hits", "citations", "documents", "document_versions",
    "document_chunks", "agent_audit_log", "evaluations", "decisions", "banking_requests",
)  # fmt: skip
WAITS = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"


@pytest.fixture
def two(db: Database, dba: Conn) -> Iterator[list[Conn]]:
    """Two operators, each with a database user of their own."""
    with people.logins(dba, db.url, "ina", "otto") as found:
        yield found


def ended(dba: Conn, **document: Any) -> Held:
    """Return an agent's work with an answer, on a request that is processed."""
    work = answered(dba, **document)
    work.settle(**verbs.approved())
    return work


def asked(conn: Conn, kind: str, number: int) -> Any:
    (found,) = rows.fetch(conn, ASK, kind, number, WHY)
    return found


def confirmed(conn: Conn, ask_id: int) -> Any:
    (found,) = rows.fetch(conn, CONFIRM, ask_id)
    return found


def left(dba: Conn, request_id: int) -> tuple[int, int]:
    """Return how many texts of a request are there, and how many are redacted."""
    (found,) = rows.fetch(dba, LEFT, request_id)
    return found.texts, found.redacted


def kept(dba: Conn) -> dict[str, Any]:
    return {table: rows.fetch(dba, f"select * from bankagent.{table}") for table in KEPT}


def the_document(dba: Conn) -> int:
    return int(rows.one(dba, "select max(id) from bankagent.documents"))


def test_two_people_take_the_texts_of_a_request_and_nothing_else(
    dba: Conn, two: list[Conn]
) -> None:
    ina, otto = two
    work, other = ended(dba), ended(dba, name="another")
    before = kept(dba)
    ask = asked(ina, "request", work.request)
    assert (ask.requests, ask.agent_text_count, ask.document_text_count) == ([work.request], 5, 0)
    assert left(dba, work.request) == (5, 0)
    (shown,) = rows.fetch(dba, "select * from ops.redaction_asks")
    assert (shown.state, shown.request_id, shown.reason) == ("asked", work.request, WHY)
    done = confirmed(otto, ask.ask_id)
    assert (done.request_id, done.document_id, done.agent_text_count) == (work.request, None, 5)
    assert (left(dba, work.request), left(dba, other.request)) == ((0, 5), (5, 0))
    assert kept(dba) == before
    assert rows.one(dba, "select count(*) from bankagent.document_texts") == 2
    (shown,) = rows.fetch(dba, "select * from ops.redaction_asks")
    assert (shown.state, shown.asked_by, shown.confirmed_by) == (
        "confirmed", ina.info.user, otto.info.user,
    )  # fmt: skip
    times = rows.fetch(dba, "select distinct redacted_at from bankagent.agent_texts")
    assert {shown.redacted_at, None} == {one.redacted_at for one in times}


def test_a_document_goes_in_all_versions_with_the_texts_of_those_who_read_it(
    dba: Conn, two: list[Conn]
) -> None:
    ina, otto = two
    work = ended(dba)
    number = the_document(dba)
    documents.answer(dba, chunks=["Other."])
    other = ended(dba, name="another")
    before = kept(dba)
    ask = asked(otto, "document", number)
    assert (ask.requests, ask.agent_text_count, ask.document_text_count) == ([work.request], 5, 2)
    done = confirmed(ina, ask.ask_id)
    assert (done.request_id, done.document_id, done.requests) == (None, number, [work.request])
    assert (left(dba, work.request), left(dba, other.request)) == ((0, 5), (5, 0))
    assert kept(dba) == before
    gone = "select is_redacted from ops.documents where document_id = %s"
    assert rows.one(dba, gone, number) is True
    for table, count in (("document_texts", 1), ("document_words", 2)):
        assert rows.one(dba, f"select count(*) from bankagent.{table}") == count
    again = documents.answer(dba, chunks=["Other."])
    assert (again.document_id, again.version, again.disposition) == (number, 3, "new_version")


def test_each_refusal_is_a_sentence(dba: Conn, two: list[Conn]) -> None:
    ina, otto = two
    (bare,) = verbs.submit(dba)
    dba.execute("select bankagent.cancel_request(%s)", [bare])
    work = ended(dba)
    number = the_document(dba)
    for kind, of, why, code, words in (
        ("vote", 1, WHY, "BA422", "kind must be request or document"),
        (None, 1, WHY, "BA422", "kind"),
        ("request", work.request, " \u200b", "BA422", "reason must say why"),
        ("request", work.request, None, "BA422", "reason must say why"),
        ("request", work.request, "x" * 501, "BA422", "reason must say why"),
        ("request", 999, WHY, "BA404", "there is no request 999"),
        ("request", None, WHY, "BA404", "there is no request null"),
        ("document", 999, WHY, "BA404", "there is no document 999"),
        ("request", bare, WHY, "BA409", f"request {bare} has no texts of agents"),
    ):
        with refused(code, words):
            rows.fetch(ina, ASK, kind, of, why)
    for ask_id in (None, 999):
        with refused("BA404", "there is no ask"):
            rows.fetch(otto, CONFIRM, ask_id)
    one, second = (asked(ina, "request", work.request).ask_id for _ in range(2))
    with refused("BA403", f"{ina.info.user} asked for it: another person must confirm"):
        confirmed(ina, one)
    confirmed(otto, one)
    with refused("BA409", f"ask {one} is confirmed already"):
        confirmed(otto, one)
    with refused("BA409", "or they are redacted already"):
        confirmed(otto, second)
    with refused("BA409", "or they are redacted already"):
        asked(otto, "request", work.request)
    confirmed(otto, asked(ina, "document", number).ask_id)
    with refused("BA409", f"document {number} has no text: it is redacted already"):
        asked(ina, "document", number)


def test_an_ask_of_more_than_seven_days_lapses(dba: Conn, two: list[Conn]) -> None:
    ina, otto = two
    work = ended(dba)
    ask = asked(ina, "request", work.request)
    later = "update bankagent.redaction_asks set asked_at = asked_at - interval '7 days'"
    agent_work.tamper(dba, later)
    with refused("BA409", f"ask {ask.ask_id} is older than 7 days", "ask again"):
        confirmed(otto, ask.ask_id)
    assert rows.one(dba, "select state from ops.redaction_asks") == "lapsed"
    assert left(dba, work.request) == (5, 0)


def test_a_newer_version_needs_another_ask(dba: Conn, two: list[Conn]) -> None:
    ina, otto = two
    number = documents.add(dba)
    ask = asked(ina, "document", number)
    documents.answer(dba, chunks=["Other."])
    with refused("BA409", f"document {number} has version 2 since ask {ask.ask_id} was made"):
        confirmed(otto, ask.ask_id)
    assert confirmed(otto, asked(ina, "document", number).ask_id).document_text_count == 2


def test_a_request_that_has_not_ended_keeps_its_texts(dba: Conn, two: list[Conn]) -> None:
    ina, otto = two
    number = documents.add(dba)
    ask = asked(ina, "document", number)
    work = answered(dba)
    with refused("BA409", f"request {work.request} is received"):
        asked(ina, "request", work.request)
    # It has quoted the document that is asked for: its next version, by the same name.
    with refused("BA409", f"request {work.request} has read document {number} and is received"):
        asked(ina, "document", number)
    with refused("BA409"):
        confirmed(otto, ask.ask_id)
    assert left(dba, work.request) == (5, 0)
    work.settle(**people.asks_for_people())
    with refused("BA409", f"request {work.request} is awaiting_approval"):
        asked(ina, "request", work.request)
    dba.execute("select bankagent.cancel_request(%s)", [work.request])
    assert asked(ina, "request", work.request).agent_text_count == 5


def test_of_two_confirmations_at_once_one_takes_the_texts(
    db: Database, dba: Conn, two: list[Conn]
) -> None:
    ask = asked(dba, "request", ended(dba).request)
    ina, otto = two
    with ThreadPoolExecutor(1) as beside:
        with ina.transaction():
            assert confirmed(ina, ask.ask_id).agent_text_count == 5
            second = beside.submit(confirmed, otto, ask.ask_id)
            wait_for("the second one waits", lambda: rows.fetch(dba, WAITS, db.name))
        with refused("BA409", f"ask {ask.ask_id} is confirmed already"):
            second.result(20)
    assert rows.one(dba, "select count(*) from bankagent.redactions") == 1


def test_a_worker_that_has_just_found_the_document_is_waited_for(
    db: Database, dba: Conn, two: list[Conn]
) -> None:
    ina, otto = two
    number = documents.add(dba)
    ask = asked(ina, "document", number)
    with connect(db.url) as hand, ThreadPoolExecutor(1) as beside:
        work = held(hand, dba)
        work.begin()
        with hand.transaction():
            searched(work, number)
            late = beside.submit(confirmed, otto, ask.ask_id)
            wait_for("the confirmation waits", lambda: rows.fetch(dba, WAITS, db.name))
        with refused("BA409", f"request {work.request} has read document {number}"):
            late.result(20)
        work.record()
        work.settle(**verbs.approved())
    assert confirmed(otto, ask.ask_id).requests == [work.request]


def test_a_worker_keeps_no_hit_of_a_text_that_is_gone(dba: Conn, two: list[Conn]) -> None:
    ina, otto = two
    number = documents.add(dba)
    work = held(dba, dba)
    work.begin()
    confirmed(otto, asked(ina, "document", number).ask_id)
    with refused("BA422", "hits are of documents that are not redacted"), dba.transaction():
        searched(work, number)
    assert left(dba, work.request) == (0, 0)
    assert work.record().disposition == "recorded"


def test_no_statement_takes_a_text_away_by_itself(dba: Conn, two: list[Conn]) -> None:
    work = ended(dba)
    for attempt in (
        "update bankagent.agent_texts set content = null, redacted_at = now()",
        "delete from bankagent.document_texts",
        "delete from bankagent.document_words",
    ):
        with refused("BA403", "is taken away by two people"):
            dba.execute(attempt)
    ina, otto = two
    ask = asked(ina, "request", work.request).ask_id
    row = (
        "insert into bankagent.redactions (ask_id, asked_by, request_count, agent_text_count, "
        "document_text_count, confirmed_by) values (%s, %s, 1, 1, 0, %s)"
    )
    for asker, confirmer, code in (
        (ina.info.user, ina.info.user, "23514"),
        (ina.info.user, otto.info.user, "BA403"),
        (otto.info.user, dba.info.user, "23503"),
    ):
        with pytest.raises(psycopg.Error) as caught:
            dba.execute(row.encode(), [ask, asker, confirmer])
        assert caught.value.sqlstate == code
    confirmed(otto, ask)
    for table in ("redaction_asks", "redactions"):
        for change in (
            f"update bankagent.{table} set asked_by = 'x'",
            f"delete from bankagent.{table}",
        ):
            with refused("BA403", "append-only"):
                dba.execute(change)


def test_a_service_takes_no_text_away(api: Conn, worker: Conn, auditor: Conn) -> None:
    for conn in (api, worker, auditor):
        for call in ("ask_redaction('request', 1, 'x')", "confirm_redaction(1)"):
            with refused("42501", call.partition("(")[0]):
                conn.execute(f"select bankagent.{call}")
