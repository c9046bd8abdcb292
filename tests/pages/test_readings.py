"""Readings of a case of onboarding: recorded wherever its data can be read."""

from collections.abc import AsyncIterator

import pytest

from tests.support import cases, people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.people import Keyed, keyed_caller
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("a case of a test, which no facts make")

READ = "select request_id, reader from bankagent.request_readings order by id"
ENTRY = (
    "select id from bankagent.agent_audit_log "
    "where request_id = %s and action = 'awaiting_approval'"
)
# What the API answers a reviewer or an auditor with, of a case.
OF_REVIEWERS = (
    "/approvals",
    "/approvals/{id}",
    "/requests/{id}/explanation",
    "/requests/{id}/file",
)
OF_AUDITORS = (
    "/requests/{id}",
    "/requests/{id}/audit",
    "/requests/{id}/explanation",
)


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_the_audit_entry_of_a_case_is_a_reading(auditors: Browser, dba: Conn) -> None:
    case = cases.waiting(dba)
    (trade,) = people.waiting(dba)
    for request_id in (trade, case):
        assert (await auditors.get(f"/audit/{rows.one(dba, ENTRY, request_id)}")).status_code == 200
    assert rows.fetch(dba, READ) == [(case, "audit")]


@pytest.mark.parametrize("path", OF_REVIEWERS)
async def test_a_reviewer_who_reads_a_case_by_the_api_is_recorded(
    annas: Browser, anna: Keyed, dba: Conn, path: str
) -> None:
    case = cases.waiting(dba)
    people.waiting(dba)
    answer = await annas.client.get(path.format(id=case), headers=anna.headers)
    assert answer.status_code == 200
    assert rows.fetch(dba, READ) == [(case, "anna")]


@pytest.mark.parametrize("path", OF_AUDITORS)
async def test_an_auditor_who_reads_a_case_by_the_api_is_recorded_and_its_caller_is_not(
    stranger: Browser, dba: Conn, db: Database, path: str
) -> None:
    case = cases.waiting(dba)
    auditor = keyed_caller(db.url, "audit", "requests:read_all")
    maker = keyed_caller(db.url, "desk-7", "requests:read")
    for keyed in (maker, auditor):
        answer = await stranger.client.get(path.format(id=case), headers=keyed.headers)
        assert answer.status_code == 200
    assert rows.fetch(dba, READ) == [(case, "audit")]


async def test_a_trade_is_read_without_a_record(annas: Browser, anna: Keyed, dba: Conn) -> None:
    (trade,) = people.waiting(dba)
    for path in OF_REVIEWERS[:3]:
        await annas.client.get(path.format(id=trade), headers=anna.headers)
    assert rows.fetch(dba, READ) == []
    assert verbs.submit(dba)
