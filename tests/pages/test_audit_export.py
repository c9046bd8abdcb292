"""The audit log searched and exported beside many entries: nothing is left out without a word."""

import csv
import io
import time
from collections.abc import Iterator

import pytest

from bankagent.pages import audit_export
from bankagent.pages.audit_export import cell
from bankagent.store.operations.audit_search import SCAN_LIMIT
from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.rows import Conn, connect

FILL = """
insert into bankagent.agent_audit_log
(request_id, action, actor, from_status, to_status, created_at)
select %s, 'attempt_failed', 'worker:1', 'received', 'received', clock_timestamp() + %s::interval
from generate_series(1, %s)
"""

pytestmark = pytest.mark.expect_gaps


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def fill(conn: Conn, request_id: int, n: int, *, after: str = "0 s") -> None:
    """Add entries past the verbs, as attempts that failed."""
    with rows.triggers_off(conn):
        conn.execute(FILL, [request_id, after, n])


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))[1:]


async def test_an_export_finds_entries_that_are_older_than_one_scan(
    auditors: Browser, dba: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    (request_id,) = people.waiting(dba)
    people.vote(dba, request_id)
    fill(dba, request_id, SCAN_LIMIT + 1)
    answer = await auditors.get("/audit.csv?actor=anna")
    assert [row[5] for row in rows_of(answer.text)] == ["processed", "voted"]
    assert 'filename="audit.csv"' in answer.headers["content-disposition"]
    page = (await auditors.get("/audit?actor=anna")).text
    assert page.count("<tr data-open") == 2


async def test_an_export_that_ends_early_says_so(auditors: Browser, dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    fill(dba, request_id, audit_export.MOST + 1)
    answer = await auditors.get("/audit.csv")
    *found, last = rows_of(answer.text)
    assert len(found) == audit_export.MOST
    assert last == [f"not complete: entries before {found[-1][0]} are left out"]
    assert 'filename="audit-incomplete.csv"' in answer.headers["content-disposition"]
    link = (await auditors.get("/audit")).text
    assert "at most 5,000 entries" in link


async def test_a_time_leaves_out_what_need_not_be_read(auditors: Browser, dba: Conn) -> None:
    """Beside entries of a day later and of a day earlier, which each would fill a scan."""
    (request_id,) = verbs.submit(dba)
    fill(dba, request_id, SCAN_LIMIT + 1, after="-1 day")
    fill(dba, request_id, 3)
    fill(dba, request_id, SCAN_LIMIT + 1, after="1 day")
    since, until = (
        rows.one(dba, f"select to_char(now() at time zone 'UTC' {by}, 'YYYY-MM-DD\"T\"HH24:MI:SS')")
        for by in ("- interval '1 hour'", "+ interval '1 hour'")
    )
    answer = await auditors.get(f"/audit?since={since}&until={until}")
    # Of the request itself there is an older id, whose time is between both too.
    assert answer.text.count("<tr data-open") == 3
    assert 'rel="next"' not in answer.text
    began = time.monotonic()
    assert "No entry matches" in (await auditors.get("/audit?until=2020-01-01")).text
    assert "No entry matches" in (await auditors.get("/audit?since=2099-01-01")).text
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("client", "written"),
    [
        ("=1+2", "'=1+2"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1+2", " '=1+2"),
        ("a;=1+2", "a;'=1+2"),
        ("a; -1", "a; '-1"),
        ("\n=1+2", "\\u000a'=1+2"),
        ("a\t+1", "a\\u0009'+1"),
        ("\uff1d1+2", "'\uff1d1+2"),
        ("abc\u202edcba", "abc\\u202edcba"),
        ("Mayer - Söhne", "Mayer - Söhne"),
        (None, ""),
        (17, "17"),
    ],
)
def test_no_cell_of_an_export_is_a_formula(client: object, written: str) -> None:
    assert cell(client) == written
