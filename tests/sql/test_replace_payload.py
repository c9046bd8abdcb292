"""replace_payload: another payload for a request that waits for its caller; the old one stays."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support import payloads, people, rows, verbs
from tests.support.databases import Database
from tests.support.people import vote
from tests.support.rows import Conn, refused, triggers_off

REPLACE = "select bankagent.replace_payload(%s, %s, %s)"
BETTER = {"symbol": "MSFT", "notional": 9007199254740993}
KEPT = "the payload that was replaced is not kept as the entry names it"
NOT_IT = "the payload is not the one that the entry names"


def asks_its_caller(conn: Conn, **fields: Any) -> int:
    """Submit a request and leave it to its caller; return its id."""
    (request_id,) = verbs.submit(conn, **fields)
    worker_id = verbs.register(conn)
    (job,) = verbs.claim(conn, worker_id)
    ending = verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info")
    assert verbs.settle(conn, ending) == ["settled"]
    return request_id


def replace(conn: Conn, request_id: int, payload: Any = BETTER, by: str | None = None) -> int:
    return rows.one(conn, REPLACE, request_id, Jsonb(payload), by)


def payload(conn: Conn, request_id: int) -> Any:
    return rows.one(
        conn, "select payload from bankagent.banking_requests where id = %s", request_id
    )


def sha256(conn: Conn, of: Any) -> str:
    return rows.one(conn, "select ops.payload_sha256(%s)", Jsonb(of))


def versions(conn: Conn) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in rows.fetch(
            conn,
            "select request_id, version, payload, replaced_by from bankagent.payload_versions "
            "order by 1, 2",
        )
    ]


def test_the_new_payload_is_stored_with_a_job_and_an_entry_and_the_old_one_stays(
    dba: Conn, api: Conn
) -> None:
    request_id = asks_its_caller(dba, actor="desk-7")
    old_job = rows.job(dba, request_id).id
    assert replace(api, request_id, by="desk-7") == 2
    assert (rows.status(dba, request_id), payload(dba, request_id)) == ("received", BETTER)
    job = rows.job(dba, request_id)
    assert (job.status, job.id > old_job, job.args) == ("todo", True, {"request_id": request_id})
    assert versions(dba) == [(request_id, 1, payloads.PAYLOAD, "desk-7")]
    entry = rows.entries(dba, request_id)[-1]
    assert (entry.action, entry.actor) == ("payload_replaced", "desk-7")
    assert (entry.from_status, entry.to_status, entry.job_id) == ("needs_info", "received", job.id)
    assert entry.result == {
        "version": 2,
        "old_sha256": sha256(dba, payloads.PAYLOAD),
        "new_sha256": sha256(dba, BETTER),
    }
    assert rows.fetch(dba, "select story from ops.request_history(%s)", request_id)[-1].story == (
        f"desk-7 replaced the payload (version 2); job {job.id} was queued."
    )


def test_a_request_may_be_corrected_as_often_as_it_is_asked_for(dba: Conn) -> None:
    request_id = asks_its_caller(dba)
    worker_id = verbs.register(dba)
    for version in (2, 3):
        assert replace(dba, request_id, {"version": version}) == version
        (job,) = verbs.claim(dba, worker_id)
        assert job.payload == {"version": version}
        verbs.settle(dba, verbs.fence(job, worker_id) | verbs.undecided("needs_info", "needs_info"))
    replace(dba, request_id)
    assert verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id)) == ["settled"]
    assert rows.status(dba, request_id) == "processed"
    assert [row[1] for row in versions(dba)] == [1, 2, 3]
    assert rows.gaps(dba) == []


def test_what_a_reviewer_asked_for_waits_for_people_again_under_another_digest(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (request_id,) = people.waiting(dba, actor="desk-7")
    first = people.digest(dba, request_id)
    vote(dba, request_id, verdict="needs_info", reason="Which book?")
    replace(dba, request_id, BETTER)
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    assert verbs.settle(dba, verbs.fence(job, worker_id) | people.asks_for_people()) == ["settled"]
    second = people.digest(dba, request_id)
    assert second not in {first, ""}
    with refused("BA412", "read it again"):
        vote(dba, request_id, digest=first)
    assert vote(dba, request_id).decision == "approved"
    assert rows.actions(dba, request_id) == [
        "received", "awaiting_approval", "voted", "needs_info", "payload_replaced",
        "awaiting_approval", "voted", "processed",
    ]  # fmt: skip
    assert rows.one(dba, "select count(*) from bankagent.approvals") == 2


def test_elsewhere_than_at_its_caller_nothing_is_replaced(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (waits,) = people.waiting(dba)
    failed = verbs.fail(dba)
    (processed,) = verbs.process(dba)
    (cancelled,) = verbs.submit(dba)
    dba.execute("select bankagent.cancel_request(%s)", [cancelled])
    (received,) = verbs.submit(dba)
    before = rows.everything(dba), versions(dba)
    for request_id, status, helps in (
        (waits, "awaiting_approval", "cancel it and submit a new one"),
        (failed, "failed", "cancel it and submit a new one"),
        (received, "received", "cancel it and submit a new one"),
        (processed, "processed", "submit a new request"),
        (cancelled, "cancelled", "submit a new request"),
    ):
        with refused("BA409", f"request {request_id} is {status}: only one that is", helps):
            replace(dba, request_id)
    with refused("BA404", "request 99 does not exist"):
        replace(dba, 99)
    assert (rows.everything(dba), versions(dba)) == before


def test_what_is_no_payload_is_refused_and_nothing_is_written(dba: Conn) -> None:
    request_id = asks_its_caller(dba)
    before = rows.everything(dba)
    for wrong in ([], "x", None, 1):
        with refused("BA422", "payload must be a JSON object"):
            replace(dba, request_id, wrong)
    with refused("BA422", "payload must be a JSON object"):
        dba.execute("select bankagent.replace_payload(%s, null)", [request_id])
    with refused("23514", "banking_requests_payload_has_at_most_256_kib"):
        replace(dba, request_id, {"x": "y" * 300_000})
    assert rows.everything(dba) == before
    assert versions(dba) == []


def test_it_waits_for_whoever_holds_the_request_and_then_looks_again(
    dba: Conn, db: Database
) -> None:
    request_id = asks_its_caller(dba)
    with rows.connect(db.url) as other, other.transaction():
        other.execute("select bankagent.cancel_request(%s)", [request_id])
        dba.execute("set lock_timeout to '100ms'")
        with refused("55P03"):
            replace(dba, request_id)
    with refused("BA409", "is cancelled"):
        replace(dba, request_id)


def test_who_holds_it_replaces_it_in_their_own_transaction_or_not_at_all(dba: Conn) -> None:
    request_id = asks_its_caller(dba)
    before = rows.everything(dba)
    with dba.transaction(force_rollback=True):
        replace(dba, request_id)
    assert rows.everything(dba) == before


def test_a_person_is_recorded_as_who_they_are(dba: Conn, db: Database) -> None:
    ann = f"ann_{db.name}"
    request_id = asks_its_caller(dba)
    dba.execute(
        f"create role {ann} login password 'x'; grant usage on schema bankagent to {ann}; "
        f"grant execute on function bankagent.replace_payload to {ann}"
    )
    with rows.connect(db.url, user=ann, password="x") as conn:
        with refused("BA403", "may not name another actor"):
            replace(conn, request_id, by="desk-7")
        replace(conn, request_id)
    assert rows.entries(dba, request_id)[-1].actor == ann
    assert versions(dba)[0][3] == ann
    dba.execute(f"drop owned by {ann}; drop role {ann}")


def test_a_kept_payload_is_neither_rewritten_nor_removed(dba: Conn) -> None:
    replace(dba, asks_its_caller(dba))
    for change, verb in (
        ("update bankagent.payload_versions set payload = '{}'", "UPDATE"),
        ("delete from bankagent.payload_versions", "DELETE"),
        ("truncate bankagent.payload_versions", "TRUNCATE"),
    ):
        with refused("BA403", f"payload_versions is append-only: {verb} is refused"):
            dba.execute(change)


@pytest.mark.expect_gaps
@pytest.mark.parametrize(
    ("breaks", "gaps"),
    [
        ("update bankagent.banking_requests set payload = '{}' where id = %s", [NOT_IT]),
        ("update bankagent.payload_versions set payload = '{}' where request_id = %s", [KEPT]),
        ("delete from bankagent.payload_versions where request_id = %s", [KEPT]),
        (
            "update bankagent.payload_versions set version = 7 where request_id = %s",
            [KEPT, "version 7 of the payload was replaced, but no entry says so"],
        ),
        (
            (
                'update bankagent.agent_audit_log set result = \'{"version": "x"}\' '
                "where request_id = %s and action = 'payload_replaced'"
            ),
            [KEPT, NOT_IT, "version 1 of the payload was replaced, but no entry says so"],
        ),
    ],
)
def test_past_the_triggers_a_break_shows_as_exactly_its_gaps(
    dba: Conn, breaks: str, gaps: list[str]
) -> None:
    other, request_id = asks_its_caller(dba), asks_its_caller(dba)
    for one in (other, request_id):
        replace(dba, one)
    with triggers_off(dba):
        dba.execute(breaks, [request_id])
    expected = [(request_id, gap) for gap in sorted(gaps)]
    assert rows.gaps(dba) == expected
    since = "select request_id, gap from ops.audit_gaps_since(now() - interval '1 hour')"
    assert sorted(rows.fetch(dba, since)) == expected
