"""Views of cases: musts that are open, and clients whose review is due."""

from datetime import UTC, datetime, timedelta

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
    later = cases.submit(dba, actor="desk-7")
    assert [row.under_way for row in rows.fetch(dba, "table ops.reviews_due")] == (
        [later] if is_due else []
    )
