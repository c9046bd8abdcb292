"""Pairs that come again: a match closes their exceptions, the same pair opens nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support import exceptions, people, rows, verbs
from tests.support.databases import Database
from tests.support.exceptions import broken, matched, pair, payload_of, row, settled
from tests.support.rows import Conn, connect, refused

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")


@pytest.fixture
def number(dba: Conn) -> int:
    """The open exception of pair 7, beside that of another pair."""
    people.add_reviewers(dba, "anna", "ben")
    exceptions.opened(dba, comparison={"pair": pair(8)})
    return exceptions.opened(dba, comparison={"pair": pair(7)})


@pytest.mark.parametrize("match", ["exact", "within_tolerance"])
def test_a_later_pair_that_matches_closes_the_exception_and_says_so(
    dba: Conn, number: int, match: str
) -> None:
    (later,) = settled(dba, matched(match, pair=pair(7)))
    found = row(dba, number)
    assert (found.state, found.closed_match) == ("rematched", match)
    assert found.closed_by_request == later
    assert found.closed_reason == f"The pair matches in request {later} ({match})."
    assert exceptions.actions(dba, number) == ["opened", "rematched"]
    entry = rows.entries(dba, found.request_id)[-1]
    assert (entry.action, entry.actor) == ("processed", "policy:trade_review@1")
    assert (entry.result["matched_by"], entry.result["decision"]) == (later, "approved")
    assert rows.entries(dba, later)[-1].result["closed_exceptions"] == [number]
    query = "select decision, decided_by from bankagent.decisions where request_id = %s"
    assert rows.fetch(dba, query, found.request_id) == [("approved", "policy")]
    assert rows.one(dba, "select count(*) from ops.exceptions_open") == 1


@pytest.mark.parametrize("state", ["repair_proposed", "repaired", "write_off", "assigned"])
def test_a_match_closes_it_in_each_state(dba: Conn, number: int, state: str) -> None:
    if state == "assigned":
        exceptions.move(dba, number, "assigned", assignee="ben")
    else:
        kind = "write_off" if state == "write_off" else "repair"
        proposal = exceptions.propose(dba, number, kind)
        if state == "repaired":
            exceptions.vote(dba, proposal)
    settled(dba, matched(pair=pair(7)))
    assert row(dba, number).state == "rematched"
    assert (
        rows.one(dba, "select count(*) from bankagent.exception_proposals where closed_at is null")
        == 0
    )


def test_both_sides_that_had_no_counterpart_are_closed_by_the_pair(dba: Conn) -> None:
    ours = pair(7, their_source=None, their_record=None)
    theirs = pair(7, our_source=None, our_record=None)
    settled(
        dba,
        broken(match="unmatched_ours", pair=ours),
        broken(match="unmatched_theirs", pair=theirs),
        broken(pair=pair(7, their_record="another")),
        broken(match="unmatched_ours", pair=ours | {"our_source": "another"}),
    )
    settled(dba, matched(pair=pair(7)))
    found = rows.fetch(dba, "select state from bankagent.trade_exceptions order by id")
    assert [one.state for one in found] == ["rematched", "rematched", "open", "open"]


def test_what_does_not_match_or_is_not_approved_closes_nothing(dba: Conn, number: int) -> None:
    settled(dba, exceptions.with_comparison(verbs.approved(), exceptions.COMPARISON))
    settled(dba, exceptions.with_comparison(people.asks_for_people(), {"match": "exact"}))
    assert row(dba, number).state == "open"


FENCE = ("job_id", "worker_id", "attempts", "request_id")


def attempts_on(conn: Conn, *ends: dict[str, Any]) -> list[dict[str, Any]]:
    """Submit a request for each end; return the items that settle them."""
    ids = [verbs.submit(conn, payload=payload_of(end))[0] for end in ends]
    worker_id = verbs.register(conn)
    jobs = {job.request_id: job for job in verbs.claim(conn, worker_id)}
    return [verbs.fence(jobs[id_], worker_id) | end for id_, end in zip(ids, ends, strict=True)]


def anew(conn: Conn, item: dict[str, Any], end: dict[str, Any]) -> list[str]:
    """Settle an item that is to be decided anew, with this end; its worker has kept the job."""
    assert [one.action for one in rows.entries(conn, item["request_id"])] == ["received"]
    return verbs.settle(conn, {name: item[name] for name in FENCE} | end)


def test_the_same_pair_twice_in_one_call_opens_one_and_the_other_is_evaluated_anew(
    dba: Conn,
) -> None:
    first, second = attempts_on(dba, broken(), broken())
    assert verbs.settle(dba, first) == ["settled"]
    assert verbs.settle(dba, second) == ["again"]
    # Now the lookup finds the first, and policy decides.
    earlier = {"request_id": first["request_id"], "word": "open"}
    same = exceptions.with_comparison(
        verbs.approved(), exceptions.COMPARISON | {"earlier": earlier}
    )
    assert anew(dba, second, same) == ["settled"]
    assert rows.one(dba, "select count(*) from ops.exceptions_open") == 1


def test_a_pair_that_another_session_settles_is_decided_anew_without_waiting(
    db: Database, dba: Conn
) -> None:
    first, second, third = attempts_on(dba, broken(), matched(), broken(pair=pair(8)))
    with connect(db.url) as other, other.transaction():
        assert verbs.settle(other, first) == ["settled"]
        dba.execute("set lock_timeout to '1s'")
        assert verbs.settle(dba, second, third) == ["again", "settled"]
    assert anew(dba, second, matched()) == ["settled"]
    assert rows.one(dba, "select count(*) from ops.exceptions_open") == 1


def test_an_exception_in_the_hands_of_a_person_is_closed_by_the_next_attempt(
    db: Database, dba: Conn, number: int
) -> None:
    (item,) = attempts_on(dba, matched(pair=pair(7)))
    with connect(db.url) as other, other.transaction():
        exceptions.move(other, number, "investigating")
        dba.execute("set lock_timeout to '1s'")
        assert verbs.settle(dba, item) == ["again"]
    assert anew(dba, item, matched(pair=pair(7))) == ["settled"]
    assert row(dba, number).state == "rematched"


def test_what_is_to_be_decided_anew_stays_with_its_worker(dba: Conn, number: int) -> None:
    (item,) = attempts_on(dba, broken(pair=pair(7)))
    assert verbs.settle(dba, item | {"attempts": 9}) == ["lost"]
    assert verbs.settle(dba, item) == ["again"]
    assert verbs.settle(dba, item) == ["again"]
    assert row(dba, number).state == "open"


@pytest.mark.parametrize("name", ["closed_exceptions", "changed_exceptions", "left_open"])
def test_a_worker_names_no_exceptions(dba: Conn, number: int, name: str) -> None:
    (item,) = attempts_on(dba, matched(pair=pair(9)))
    item["result"] = item["result"] | {name: [number]}
    with refused("BA422", name):
        verbs.settle(dba, item)
    told = item | {"result": matched()["result"], "told": {name: [number]}}
    assert verbs.settle(dba, told) == ["settled"]
    assert name not in rows.entries(dba, item["request_id"])[-1].result
    assert row(dba, number).state == "open"


@pytest.mark.parametrize(
    "other", [{"client_id": "OTHER"}, {"payload": {}}], ids=["another client", "other records"]
)
def test_a_match_of_another_client_or_record_closes_nothing_past_the_verbs_too(
    dba: Conn, number: int, other: dict[str, Any]
) -> None:
    (request_id,) = settled(dba, matched(pair=pair(7)), **other)
    assert row(dba, number).state == "open"
    with refused("BA403", "is no legal move"):
        dba.execute(
            "select bankagent.close_by_match(%s, %s, 'exact', 'policy:trade_exception@1')",
            [Jsonb([number]), request_id],
        )
    assert row(dba, number).state == "open"


def test_two_sessions_that_settle_the_same_pairs_open_each_once(db: Database, dba: Conn) -> None:
    ends = [broken(pair=pair(n)) for n in range(50)]
    ones = attempts_on(dba, *ends)
    twos = attempts_on(dba, *ends)

    def settle(items: list[dict[str, Any]]) -> list[str]:
        with connect(db.url) as conn:
            return [verbs.settle(conn, item)[0] for item in items]

    with ThreadPoolExecutor(2) as both:
        answers = [*both.map(settle, [ones, twos])]
    assert {answer for one in answers for answer in one} == {"settled", "again"}
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 50
    assert rows.one(dba, "select count(distinct our_record) from ops.exceptions_open") == 50


def test_a_match_is_looked_for_among_the_exceptions_of_its_records_alone(dba: Conn) -> None:
    exceptions.settled(dba, *(broken(pair=pair(number)) for number in range(100, 190)))
    items = attempts_on(dba, *(matched(pair=pair(number)) for number in (100, *range(300, 310))))
    query = (
        "select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::integer "
        "from pg_stat_xact_all_tables where relname = 'trade_exceptions'"
    )
    with dba.transaction():
        before = rows.one(dba, query)
        assert set(verbs.settle(dba, *items)) == {"settled"}
        read = rows.one(dba, query) - before
    assert read < 100, "each pair was compared with each open exception"
    assert rows.one(dba, "select count(*) from ops.exceptions_open") == 89
