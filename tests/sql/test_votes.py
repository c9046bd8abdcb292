"""Votes: who may cast one, on what, and how often; tried as a service and past the verbs."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg import conninfo

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.people import vote
from tests.support.rows import Conn, connect, refused, triggers_off

VOTE = (
    "insert into bankagent.votes "
    "(request_id, job_id, attempt, reviewer, maker, verdict, reason, digest) "
    "select request_id, job_id, attempt, %(reviewer)s, %(maker)s, 'approve', 'x', "
    "coalesce(%(digest)s, digest) from bankagent.approvals where request_id = %(request_id)s"
)


@pytest.fixture
def request_id(dba: Conn) -> int:
    """A request of desk-7 that waits for people, between others of which nothing must be said."""
    people.add_reviewers(dba, "anna", "ben", "desk-7")
    _, found, _ = people.waiting(dba, 3, actor="desk-7")
    return found


@contextmanager
def nothing_written(conn: Conn) -> Iterator[None]:
    before = evidence(conn)
    yield
    assert evidence(conn) == before


def evidence(conn: Conn) -> list[Any]:
    tables = ("bankagent.votes", "bankagent.approvals")
    return rows.everything(conn) + [
        rows.fetch(conn, f"select * from {t} order by 1, 2") for t in tables
    ]


# --- what waits -----------------------------------------------------------------


def test_a_run_that_leaves_a_request_to_people_opens_an_approval(
    dba: Conn, request_id: int
) -> None:
    (shown,) = rows.fetch(dba, "select * from ops.approvals_open where request_id = %s", request_id)
    assert shown.why == "the notional is above 5,000,000 USD (TR-010)"
    assert (shown.amount, shown.currency, shown.outcome) == (6000000, "USD", "review")
    assert (shown.maker, shown.policy_key, shown.policy_version) == ("desk-7", "trade_review", 1)
    assert shown.waits.total_seconds() < 60
    assert rows.one(dba, "select count(*) from ops.approvals_open") == 3


def test_a_run_that_decides_opens_none(dba: Conn) -> None:
    verbs.process(dba)
    verbs.fail(dba)
    assert rows.one(dba, "select count(*) from bankagent.approvals") == 0


def test_the_digest_is_of_all_that_is_shown(dba: Conn, request_id: int) -> None:
    array = rows.one(
        dba,
        "select jsonb_build_array(r.id, e.job_id, e.attempt, r.client_id, r.request_type, "
        "r.payload, e.policy_key, e.policy_version, e.policy_sha256, e.outcome, e.fired, "
        "e.facts, r.maker, r.created_at)::text from bankagent.banking_requests as r "
        "join bankagent.evaluations as e on e.request_id = r.id where r.id = %s",
        request_id,
    )
    assert people.digest(dba, request_id) == sha256(array.encode()).hexdigest()


def test_a_cancelled_request_waits_no_more(dba: Conn, api: Conn, request_id: int) -> None:
    shown = people.digest(dba, request_id)
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    assert people.digest(dba, request_id) == ""
    with nothing_written(dba), refused("BA409", f"request {request_id} is cancelled"):
        vote(api, request_id, digest=shown)


# --- a vote decides -------------------------------------------------------------


@pytest.mark.parametrize(("verdict", "decision"), [("approve", "approved"), ("reject", "rejected")])
def test_one_vote_decides(
    dba: Conn, api: Conn, request_id: int, verdict: str, decision: str
) -> None:
    shown = people.digest(dba, request_id)
    cast = vote(api, request_id, verdict=verdict)
    assert (cast.status, cast.decision) == ("processed", decision)
    assert rows.status(dba, request_id) == "processed"
    (decided,) = rows.fetch(
        dba, "select * from bankagent.decisions where request_id = %s", request_id
    )
    assert (decided.decision, decided.decided_by, decided.actor) == (decision, "people", "anna")
    (kept,) = rows.fetch(dba, "select * from bankagent.votes where request_id = %s", request_id)
    assert (kept.id, kept.reviewer, kept.maker) == (cast.vote_id, "anna", "desk-7")
    assert (kept.verdict, kept.reason, kept.digest) == (verdict, people.REASON, shown)
    *_, voted, processed = rows.entries(dba, request_id)
    assert voted.action == "voted"
    assert voted.actor == processed.actor == "anna"
    assert voted.xid == processed.xid
    assert voted.result == {"vote_id": cast.vote_id, "verdict": verdict, "digest": shown}
    assert processed.result == {
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "decision": decision,
        "decided_by": "people",
        "confidence": None,
        "confidence_basis": {"method": "person"},
        "summary": f"{decision.capitalize()} by a reviewer. It had waited because the notional is "
        "above 5,000,000 USD (TR-010).",
        "vote_id": cast.vote_id,
    }


def test_needs_info_gives_the_request_back_to_its_caller(
    dba: Conn, api: Conn, request_id: int
) -> None:
    cast = vote(api, request_id, verdict="needs_info", reason="Which desk?")
    assert (cast.status, cast.decision) == ("needs_info", None)
    assert rows.one(dba, "select count(*) from bankagent.decisions") == 0
    *_, entry = rows.entries(dba, request_id)
    assert (entry.action, entry.to_status) == ("needs_info", "needs_info")
    assert entry.result["vote_id"] == cast.vote_id
    assert entry.result["decision"] is None
    assert people.digest(dba, request_id) == ""


def test_the_history_tells_it_as_a_story_and_the_reason_stays_in_the_votes(
    dba: Conn, api: Conn, request_id: int
) -> None:
    vote(api, request_id)
    told = rows.fetch(dba, "select story from ops.request_history(%s)", request_id)
    assert [line.story for line in told[1:]] == [
        "Attempt 1, policy:trade_review@1: Somebody must look.",
        f"anna voted approve: {people.REASON}",
        "Approved by people: the vote of anna decided.",
    ]
    results = " ".join(str(entry.result) for entry in rows.entries(dba, request_id))
    assert people.REASON not in results


def test_a_person_votes_as_their_own_database_user_once_they_are_a_reviewer_with_the_right(
    dba: Conn, db: Database
) -> None:
    (request_id,) = people.waiting(dba, actor="desk-7")
    with as_a_person(dba, db) as (name, conn):
        shown = people.digest(conn, request_id)
        with refused("42501"):
            vote(conn, request_id, by=None, digest=shown)
        dba.execute(f"grant execute on function bankagent.cast_vote to {name}")
        with refused("BA403", f"{name} may not vote"):
            vote(conn, request_id, by=None, digest=shown)
        people.add_reviewers(dba, name, "anna")
        with refused("BA403", f"{name} may not name another actor"):
            vote(conn, request_id, by="anna", digest=shown)
        vote(conn, request_id, by=None, digest=shown)
        assert rows.entries(dba, request_id)[-1].actor == name


@contextmanager
def as_a_person(dba: Conn, db: Database) -> Iterator[tuple[str, Conn]]:
    """Give a person with a database user of their own, who may read as auditors do."""
    name = f"person_{db.name}"
    dba.execute(f"create role {name} login password 'x' in role bankagent_auditor")
    try:
        with connect(conninfo.make_conninfo(db.url, user=name, password="x")) as conn:
            yield name, conn
    finally:
        dba.execute(f"drop owned by {name}; drop role {name}")


# --- what is refused: by the service's own user, and nothing is written ---------


def test_the_maker_does_not_vote_on_its_own_request(dba: Conn, api: Conn, request_id: int) -> None:
    with nothing_written(dba), refused("BA403", "desk-7 made request", "another reviewer must"):
        vote(api, request_id, by="desk-7")


@pytest.mark.parametrize("who", ["mallory", "anonymous", ""])
def test_nobody_votes_who_is_no_reviewer(dba: Conn, api: Conn, request_id: int, who: str) -> None:
    with nothing_written(dba), refused("BA403", f"{who} may not vote"):
        vote(api, request_id, by=who)
    with nothing_written(dba), refused("BA403", "api_user may not vote"):
        vote(api, request_id, by=None)


def test_a_disabled_reviewer_does_not_vote(dba: Conn, api: Conn, request_id: int) -> None:
    dba.execute(
        "update bankagent.reviewers set disabled_at = now(), disabled_by = 'x' where name = 'anna'"
    )
    with nothing_written(dba), refused("BA403", "anna may not vote"):
        vote(api, request_id)


@pytest.mark.parametrize("stale", ["0" * 64, "", "x", "' or true --"])
def test_a_digest_of_something_else_is_stale(
    dba: Conn, api: Conn, request_id: int, stale: str
) -> None:
    with nothing_written(dba), refused("BA412", "read it again"):
        rows.fetch(api, people.CAST, request_id, "approve", "x", stale, "anna")
    with nothing_written(dba), refused("BA412", "read it again"):
        vote(api, request_id, digest=people.digest(dba, request_id + 1))


@pytest.mark.expect_gaps
def test_a_payload_that_was_changed_past_the_verbs_makes_every_digest_stale(
    dba: Conn, api: Conn, request_id: int
) -> None:
    dba.execute("update bankagent.banking_requests set payload = '{}' where id = %s", [request_id])
    with nothing_written(dba), refused("BA412", "read it again"):
        vote(api, request_id)
    assert rows.gaps(dba) == [
        (
            request_id,
            "reviewers are shown something else than the digest of the approval stands for",
        )
    ]


def test_a_second_vote_is_refused_and_told_what_the_first_said(
    dba: Conn, api: Conn, request_id: int
) -> None:
    shown = people.digest(dba, request_id)
    vote(api, request_id)
    with nothing_written(dba), refused("BA409", "anna has voted", "(approve); it is now processed"):
        vote(api, request_id, digest=shown, verdict="reject")
    with nothing_written(dba), refused("BA409", f"request {request_id} is processed"):
        vote(api, request_id, digest=shown, by="ben")


def test_a_digest_is_of_no_use_after_the_request_went_back_to_its_caller(
    dba: Conn, api: Conn, request_id: int
) -> None:
    shown = people.digest(dba, request_id)
    vote(api, request_id, verdict="needs_info")
    with nothing_written(dba), refused("BA409", f"request {request_id} is needs_info"):
        vote(api, request_id, digest=shown, by="ben")


@pytest.mark.parametrize("end", [verbs.process, lambda conn: [verbs.fail(conn)], verbs.submit])
def test_only_what_waits_takes_a_vote(
    dba: Conn, api: Conn, end: Callable[[Conn], list[int]]
) -> None:
    people.add_reviewers(dba, "anna")
    (request_id,) = end(dba)
    with nothing_written(dba), refused("BA409", "only a request that awaits approval"):
        vote(api, request_id, digest="0" * 64)


def test_what_does_not_exist_takes_no_vote(dba: Conn, api: Conn, request_id: int) -> None:
    with nothing_written(dba), refused("BA404", "request 999 does not exist"):
        vote(api, 999, digest="0" * 64)


@pytest.mark.parametrize(
    ("verdict", "reason", "said"),
    [
        ("Approve", "x", "verdict must be"),
        (None, "x", "verdict must be"),
        ("approve", "", "reason must have"),
        ("approve", " \n\t", "reason must have"),
        ("approve", None, "reason must have"),
        ("approve", "x" * 2001, "reason must have"),
    ],
)
def test_a_vote_says_something(
    dba: Conn, api: Conn, request_id: int, verdict: Any, reason: Any, said: str
) -> None:
    with nothing_written(dba), refused("BA422", said):
        rows.fetch(api, people.CAST, request_id, verdict, reason, "0" * 64, "anna")


def test_no_service_and_no_auditor_writes_votes_by_hand(
    dba: Conn, api: Conn, worker: Conn, auditor: Conn, request_id: int
) -> None:
    given = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    for conn in (api, worker, auditor):
        for statement in (VOTE, "update bankagent.approvals set closed_at = now()"):
            with refused("42501"):
                conn.execute(statement, given)
    for conn in (worker, auditor):
        with refused("42501"):
            vote(conn, request_id)


# --- the constraints, tried by a superuser past the verb -------------------------


@pytest.mark.parametrize(
    ("given", "sqlstate", "constraint"),
    [
        ({"reviewer": "desk-7"}, "23514", "votes_reviewer_is_not_the_maker"),
        ({"reviewer": "desk-7", "maker": "else"}, "23503", "votes_maker_is_the_requests_maker"),
        ({"digest": "0" * 64}, "23503", "votes_on_what_was_shown"),
        ({"reviewer": "mallory"}, "23503", "votes_reviewer_fkey"),
    ],
)
def test_a_vote_that_breaks_a_rule_cannot_be_stored(
    dba: Conn, request_id: int, given: dict[str, str], sqlstate: str, constraint: str
) -> None:
    usual = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    with pytest.raises(psycopg.Error) as caught:
        dba.execute(VOTE, usual | given)
    assert (caught.value.sqlstate, caught.value.diag.constraint_name) == (sqlstate, constraint)


def test_a_reviewer_has_one_vote_and_a_request_one_open_approval_and_one_decision(
    dba: Conn, api: Conn, request_id: int
) -> None:
    vote(api, request_id)
    given = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    with refused("23505", "votes_one_for_each_reviewer"):
        dba.execute(VOTE, given)
    with refused("23505", "decisions_pkey"):
        dba.execute(
            "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
            "values (%s, 'rejected', 'people', 'ben')",
            [request_id],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update bankagent.votes set verdict = 'reject'",
        "delete from bankagent.votes",
        "truncate bankagent.votes",
        "delete from bankagent.approvals",
        "truncate bankagent.approvals cascade",
        "update bankagent.approvals set closed_at = null where closed_at is not null",
        "update bankagent.approvals set closed_at = now() where closed_at is not null",
        "update bankagent.approvals set closed_at = now(), digest = repeat('0', 64)",
    ],
)
def test_votes_stay_and_approvals_are_only_closed_whoever_asks(
    dba: Conn, api: Conn, request_id: int, statement: str
) -> None:
    vote(api, request_id)
    with nothing_written(dba), refused("BA403", "is append-only"):
        dba.execute(statement)


def test_no_one_goes_past_the_votes_with_an_entry_and_an_update(dba: Conn, request_id: int) -> None:
    with refused("BA403", "without an audit entry"):
        dba.execute(
            "update bankagent.banking_requests set status = 'processed' where id = %s",
            [request_id],
        )


# --- past every trigger and foreign key: the break is named ----------------------

SECRET_VOTE = (
    "insert into bankagent.agent_audit_log "
    "(request_id, action, actor, from_status, to_status, result) values (%(request_id)s, "
    "'voted', 'anna', 'awaiting_approval', 'awaiting_approval', '{\"vote_id\": 9}')"
)
DECISION = (
    "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
    "values (%(request_id)s, 'approved', 'people', 'anna')"
)
BREAKS = {
    "a vote without its entry": (
        VOTE,
        {"reviewer": "ben", "maker": "desk-7"},
        "vote 1 has no audit entry",
    ),
    "a vote of the maker": (
        VOTE,
        {"reviewer": "desk-7", "maker": "somebody"},
        "vote 1 was cast by the maker, or names another maker than the request",
    ),
    "a vote on something else": (
        VOTE,
        {"reviewer": "ben", "maker": "desk-7", "digest": "0" * 64},
        "vote 1 names another digest than its approval",
    ),
    "an entry without its vote": (
        SECRET_VOTE,
        {},
        "the entry voted names no vote that exists",
    ),
    "a decision that nobody voted for": (
        DECISION,
        {},
        "the decision is by people, but no vote agrees with it",
    ),
    "an approval that was closed in secret": (
        "update bankagent.approvals set closed_at = now() where request_id = %(request_id)s",
        {},
        "the request is awaiting_approval, but no approval is open",
    ),
    "another digest": (
        "update bankagent.approvals set digest = repeat('0', 64) where request_id = %(request_id)s",
        {},
        "reviewers are shown something else than the digest of the approval stands for",
    ),
}


@pytest.mark.expect_gaps
@pytest.mark.parametrize("broken", BREAKS)
def test_what_was_done_past_the_triggers_is_named(dba: Conn, request_id: int, broken: str) -> None:
    statement, given, gap = BREAKS[broken]
    with triggers_off(dba):
        dba.execute(statement, {"request_id": request_id, "digest": None} | given)
    found = rows.gaps(dba)
    assert (request_id, gap) in found
    assert {row.request_id for row in found} == {request_id}
    since = rows.fetch(dba, "select gap from ops.audit_gaps_since(now() - interval '1 hour')")
    assert sorted(row.gap for row in since) == sorted(row.gap for row in found)


@pytest.mark.expect_gaps
def test_a_decision_without_a_vote_is_named_even_where_its_entries_are_in_order(
    dba: Conn, request_id: int
) -> None:
    # Every trigger is content: status, entry and decision come together; only nobody voted.
    dba.execute(
        "with decided as (insert into bankagent.decisions (request_id, decision, decided_by, "
        "actor) values (%(id)s, 'approved', 'policy', 'policy:x@1')), closed as (update "
        "bankagent.approvals set closed_at = now() where request_id = %(id)s), entered as (insert "
        "into bankagent.agent_audit_log (request_id, action, actor, from_status, to_status) values "
        "(%(id)s, 'processed', 'x', 'awaiting_approval', 'processed')) update "
        "bankagent.banking_requests set status = 'processed', status_xid = pg_current_xact_id() "
        "where id = %(id)s",
        {"id": request_id},
    )
    gap = "the entry processed names no vote that exists"
    assert rows.gaps(dba) == [(request_id, gap)]


# --- races -----------------------------------------------------------------------


def race(url: str, *acts: Callable[[Conn], Any]) -> Counter[str]:
    """Do all at once, each on a connection of its own; count how they ended."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[Conn], Any]) -> str:
        with connect(url) as conn:
            barrier.wait(30)
            try:
                act(conn)
            except psycopg.Error as error:
                return error.sqlstate or "?"
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(run, acts))


def test_of_32_who_vote_at_once_one_decides(dba: Conn, db: Database, request_id: int) -> None:
    names = [f"reviewer-{n}" for n in range(32)]
    people.add_reviewers(dba, *names)
    shown = people.digest(dba, request_id)

    def voting(n: int) -> Callable[[Conn], Any]:
        verdict = ("approve", "reject", "needs_info")[n % 3]
        return lambda conn: vote(conn, request_id, by=names[n], verdict=verdict, digest=shown)

    assert race(db.api_url, *map(voting, range(32))) == {"done": 1, "BA409": 31}
    assert rows.one(dba, "select count(*) from bankagent.votes") == 1
    assert rows.actions(dba, request_id).count("voted") == 1
    assert rows.one(dba, "select count(*) from bankagent.approvals where closed_at is null") == 2


def test_votes_and_cancellations_of_the_same_requests_never_both_win(
    dba: Conn, db: Database
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    for request_id in people.waiting(dba, 4, actor="desk-7"):
        shown = people.digest(dba, request_id)

        def cancel(conn: Conn, request_id: int = request_id) -> None:
            conn.execute("select bankagent.cancel_request(%s)", [request_id])

        def by(name: str, request_id: int = request_id, shown: str = shown) -> Any:
            return lambda conn: vote(conn, request_id, by=name, digest=shown)

        ended = race(db.api_url, cancel, by("anna"), cancel, by("ben"), by("anna"), cancel)
        assert ended == {"done": 1, "BA409": 5}
