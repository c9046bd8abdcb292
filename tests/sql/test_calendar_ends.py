"""Approvals near the last day that a calendar knows: they are opened, without the unknown times."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support import approvals, reference, rows
from tests.support.rows import Conn

TIMES = (
    "select s.due_at, s.expires_at from bankagent.approval_stages as s "
    "inner join bankagent.approvals as a using (job_id, attempt) "
    "where a.request_id = %s order by s.stage"
)


@pytest.mark.parametrize("days", range(13))
def test_each_outcome_is_left_to_people_near_the_end_of_a_calendar(dba: Conn, days: int) -> None:
    today = datetime.now(UTC).date()
    span = ("TARGET", "sat sun", today - timedelta(days=30), today + timedelta(days=days))
    reference.imported(dba, "calendars", calendars=[span], calendar_days=[])
    reference.activate(dba, "calendars")
    for outcome in ("review", "dual_control", "escalate"):
        (one,) = approvals.waiting(dba, outcome)
        stages = rows.fetch(dba, TIMES, one)
        for name in ("due_at", "expires_at"):
            # After an unknown time, no later one is known either.
            known = [getattr(stage, name) is not None for stage in stages]
            assert known == sorted(known, reverse=True)
        assert all(s.expires_at is None or s.due_at is not None for s in stages)
