"""settle_jobs with pairs that cause something: follow-ups are named, then exceptions prepared."""

from typing import Any

import pytest

from tests.support import causes, exceptions, people, rows, verbs
from tests.support.exceptions import broken, matched, pair
from tests.support.follow_ups import caused_by, causing, follow_up
from tests.support.rows import Conn

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")
FOLLOWS = causing([follow_up()])
REQUESTS = "select count(*) from bankagent.banking_requests"


@pytest.fixture
def number(dba: Conn) -> int:
    """The open exception of pair 7."""
    people.add_reviewers(dba, "anna", "ben")
    return exceptions.opened(dba, comparison={"pair": pair(7)})


def settled(dba: Conn, end: dict[str, Any]) -> int:
    """Submit a request and settle it with this end; return its id."""
    (request_id,) = verbs.submit(dba, payload=exceptions.payload_of(end))
    causes.settled(dba, request_id, end)
    return request_id


def test_a_match_closes_its_exception_and_causes_what_it_causes(dba: Conn, number: int) -> None:
    later = settled(dba, matched(pair=pair(7)) | FOLLOWS)
    assert exceptions.row(dba, number).state == "rematched"
    (found,) = caused_by(dba, later)
    result = rows.entries(dba, later)[-1].result
    assert result["closed_exceptions"] == [number]
    assert [one["request_id"] for one in result["follow_ups"]] == [found.request_id]


def test_an_attempt_causes_nothing_before_it_is_made_anew(dba: Conn, number: int) -> None:
    before = rows.one(dba, REQUESTS)
    end = broken(pair=pair(7)) | FOLLOWS
    (request_id,) = verbs.submit(dba, payload=exceptions.payload_of(end))
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    assert verbs.settle(dba, verbs.fence(job, worker_id) | end) == ["again"]
    assert (rows.one(dba, REQUESTS), causes.kept(dba, request_id)) == (before + 1, None)


def test_a_pair_that_opens_an_exception_keeps_what_a_decision_causes(
    dba: Conn, number: int
) -> None:
    request_id = settled(dba, broken(pair=pair(9)) | FOLLOWS)
    assert exceptions.row(dba, exceptions.of_request(dba, request_id)).state == "open"
    assert causes.kept(dba, request_id) == FOLLOWS["causes"]
    assert caused_by(dba, request_id) == []


@pytest.mark.parametrize("closing", ["trade_cancelled", "written_off", "match"])
def test_closing_an_exception_causes_what_the_decision_causes(
    dba: Conn, number: int, closing: str
) -> None:
    request_id = settled(dba, broken(pair=pair(9)) | FOLLOWS)
    opened = exceptions.of_request(dba, request_id)
    if closing == "trade_cancelled":
        exceptions.move(dba, opened, closing, reason="Both sides.")
    elif closing == "written_off":
        exceptions.vote(dba, exceptions.propose(dba, opened, "write_off"))
    else:
        settled(dba, matched(pair=pair(9)))
    (found,) = caused_by(dba, request_id)
    entry = rows.entries(dba, request_id)[-1]
    assert [one["request_id"] for one in entry.result["follow_ups"]] == [found.request_id]
    assert rows.gaps(dba) == []


def test_a_stopped_match_closes_nothing_causes_nothing_and_waits_for_people(
    dba: Conn, number: int
) -> None:
    dba.execute("select bankagent.stop_decisions(null, 'Wrong file.')")
    later = settled(dba, matched(pair=pair(7)) | FOLLOWS)
    assert rows.status(dba, later) == "awaiting_approval"
    assert people.digest(dba, later)
    assert "closed_exceptions" not in rows.entries(dba, later)[-1].result
    assert (exceptions.row(dba, number).state, caused_by(dba, later)) == ("open", [])
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 1
    people.vote(dba, later)
    assert len(caused_by(dba, later)) == 1
    assert exceptions.row(dba, number).state == "rematched"


def test_a_stopped_repeat_opens_nothing(dba: Conn, number: int) -> None:
    earlier = {"request_id": exceptions.row(dba, number).request_id, "word": "open"}
    repeat = exceptions.with_comparison(
        verbs.approved(),
        exceptions.COMPARISON | {"pair": pair(7), "match": "forced", "earlier": earlier},
    )
    dba.execute("select bankagent.stop_decisions(null, 'Wrong file.')")
    request_id = settled(dba, repeat)
    assert rows.status(dba, request_id) == "awaiting_approval"
    assert rows.one(dba, "select count(*) from bankagent.trade_exceptions") == 1
