"""Codes beside sentences, for programs; the comment of the column names each of them."""

import re

import pytest

from tests.support import databases, rows
from tests.support.rows import Conn

VIEWS = (
    "ops.stuck_requests",
    "ops.audit_gaps",
    "ops.payload_gaps",
    "ops.follow_up_gaps",
    "ops.audit_gaps_lately",
    "ops.schema_drift",
)
COMMENT = """
select col_description(a.attrelid, a.attnum)
from pg_attribute as a
where a.attrelid = %s::regclass and a.attname = 'code'
"""
DEFINITION = "select pg_get_viewdef(%s::regclass)"
STATUSES = r"\(\s*('\w+'(?:,\s*'\w+')+)\s*\)"
STORE = databases.SQL.parent / "src" / "bankagent" / "store"


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_has_a_code_beside_its_sentence(dba: Conn, view: str) -> None:
    assert "code" in rows.one(dba, COMMENT, view) or "programs" in rows.one(dba, COMMENT, view)


def test_the_codes_of_gaps_are_all_named_in_the_comment(dba: Conn) -> None:
    for view in ("ops.audit_gaps", "ops.payload_gaps", "ops.follow_up_gaps"):
        used = set(re.findall(r"'([a-z]+(?:_[a-z]+)+)'::text", rows.one(dba, DEFINITION, view)))
        known = {*STATUSES_AND_ACTIONS, *NAMES_IN_RESULTS}
        comment = rows.one(dba, COMMENT, view)
        for code in used - known:
            assert code in comment, code


NAMES_IN_RESULTS = {
    "old_sha256", "new_sha256", "vote_id", "request_id", "caused_by", "follow_ups",
    "answer_id",
}  # fmt: skip
STATUSES_AND_ACTIONS = {
    "awaiting_approval",
    "needs_info",
    "attempt_failed",
    "attempt_lost",
    "payload_replaced",
    "answered",
    "exception_moved",
    "exception_reopened",
    "findings_noted",
}


def test_each_list_of_statuses_in_sql_is_one_that_the_tables_give(dba: Conn) -> None:
    statuses = rows.fetch(dba, "select status, is_open from bankagent.request_statuses")
    moves = rows.fetch(dba, "select action, from_status, to_status from bankagent.request_moves")
    known = {row.status for row in statuses}
    open_ = {row.status for row in statuses if row.is_open}
    # An attempt ends where its action is the status that it leads to; failed spends the budget.
    ends = {m.to_status for m in moves if m.from_status == "received" and m.action == m.to_status}
    derived = {
        "all": known,
        "open": open_,
        "final": known - open_,
        "open, no worker acts": open_ - {"received"},
        "open, people act": open_ - {"received", "failed"},
        "an attempt settled": ends - {"failed", "cancelled"},
        "a job ended": ends,
        "a requeue begins": {m.from_status for m in moves if m.action == "requeued"},
        "a vote ended": {
            m.to_status
            for m in moves
            if m.from_status == "awaiting_approval" and m.action == m.to_status
        }
        - {"cancelled"},
    }
    found = [
        (path.name, frozenset(re.findall(r"\w+", listed)))
        for path in [*databases.SQL.rglob("*.sql"), *STORE.rglob("*.sql")]
        if path.name != "schema.sql" and "examples" not in path.parts
        for listed in re.findall(STATUSES, path.read_text())
        if set(re.findall(r"\w+", listed)) <= known
    ]
    assert len(found) >= 8
    for file, listed in found:
        assert listed in {frozenset(one) for one in derived.values()}, (file, sorted(listed))
