"""Views of cases: musts that are open, and clients whose review is due."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support import cases, people, rows
from tests.support.cases import EXTRACT, IDENTITY, WAIVER
from tests.support.rows import Conn

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")
MISSING = IDENTITY | {"state": "missing", "document": None}


def test_open_musts_of_waiting_cases_are_listed_with_the_waiver_that_waits(dba: Conn) -> None:
    request_id = cases.waiting(dba, MISSING, EXTRACT, outcome="needs_info")
    optional = IDENTITY | {"must": False, "state": "missing"}
    cases.waiting(dba, optional, EXTRACT)
    (waiver_id,) = cases.give(dba, request_id, waivers=[WAIVER]).waiver_ids
    (row,) = rows.fetch(dba, "table ops.case_requirements_open")
    assert (row.request_id, row.requirement, row.party_id, row.state, row.waiver_id) == (
        request_id, "owner_identity", "anna", "missing", waiver_id,
    )  # fmt: skip
    cases.confirm(dba, request_id, waiver_id)
    assert rows.fetch(dba, "table ops.case_requirements_open") == []


@pytest.mark.parametrize(("days", "is_due"), [(-5, True), (90, True), (91, False)])
def test_a_review_is_due_90_days_before_its_day(dba: Conn, days: int, is_due: bool) -> None:
    day = str(datetime.now(UTC).date() + timedelta(days=days))
    ends = cases.end(next_review=day)
    people.add_reviewers(dba, "anna")
    for _ in range(2):
        request_id = cases.submit(dba, actor="desk-7")
        assert cases.settle(dba, request_id, ends) == ["settled"]
        people.vote(dba, request_id)
    due = rows.fetch(dba, "table ops.reviews_due")
    found = [(row.request_id, row.next_review, row.rating, row.under_way) for row in due]
    assert found == ([(request_id, day, "medium", None)] if is_due else [])
    assert [(row.due_on, row.because) for row in due] == ([(day, "next review")] if is_due else [])
    later = cases.submit(dba, actor="desk-7")
    assert [row.under_way for row in rows.fetch(dba, "table ops.reviews_due")] == (
        [later] if is_due else []
    )


def in_days(days: int) -> str:
    return str(datetime.now(UTC).date() + timedelta(days=days))


def ended(dba: Conn, *requirements: Any, verdict: str = "approve", **said: Any) -> int:
    """Settle a case that waits for people, and have it ended by this vote; return its id."""
    request_id = cases.submit(dba, actor="desk-7")
    assert cases.settle(dba, request_id, cases.end(*requirements, **said)) == ["settled"]
    people.vote(dba, request_id, verdict=verdict)
    return request_id


def due(dba: Conn) -> list[tuple[Any, ...]]:
    found = rows.fetch(dba, "select * from ops.reviews_due order by due_on")
    return [(row.request_id, row.due_on, row.because) for row in found]


SIGNATORY = IDENTITY | {"requirement": "signatory_identity", "whose": "signatory", "must": False}


@pytest.mark.parametrize("must", [True, False])
def test_a_client_is_due_when_a_must_ends_before_the_review(dba: Conn, must: bool) -> None:
    people.add_reviewers(dba, "anna")
    ends = (cases.ARTICLES if must else SIGNATORY) | {"until": in_days(20)}
    later = IDENTITY | {"until": in_days(50)}
    request_id = ended(dba, later, ends, next_review=in_days(1000))
    first = (request_id, in_days(20), "met, articles of client")
    assert due(dba) == [first if must else (request_id, in_days(50), "met, owner_identity of anna")]


def test_a_client_is_due_when_a_deferral_lapses(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben", "eva")
    request_id = cases.submit(dba, actor="desk-7")
    ends = cases.end(IDENTITY | {"state": "missing", "document": None})
    assert cases.settle(dba, request_id, ends) == ["settled"]
    deferral = WAIVER | {"kind": "deferred", "until": in_days(10)}
    (waiver_id,) = cases.give(dba, request_id, waivers=[deferral]).waiver_ids
    cases.confirm(dba, request_id, waiver_id)
    deferred = IDENTITY | {"state": "deferred", "until": in_days(10)}
    again = cases.end(deferred, next_review=in_days(1000))
    assert cases.settle(dba, request_id, again) == ["settled"]
    people.vote(dba, request_id)
    assert due(dba) == [(request_id, in_days(10), "deferred, owner_identity of anna")]


def test_a_client_who_was_declined_since_is_not_due(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    accepted = ended(dba, next_review=in_days(5))
    assert [one[0] for one in due(dba)] == [accepted]
    ended(dba, verdict="reject")
    assert due(dba) == []


def test_the_last_decision_counts_whichever_request_is_older(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    older = cases.submit(dba, actor="desk-7")
    assert cases.settle(dba, older, cases.end(next_review=in_days(5))) == ["settled"]
    ended(dba, verdict="reject")
    assert due(dba) == []
    people.vote(dba, older)
    assert [one[0] for one in due(dba)] == [older]
