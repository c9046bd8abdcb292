"""A page of one instant: the digest of its form is never newer than what the page shows."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from psycopg.types.json import Jsonb

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.rows import Conn, connect
from tests.support.worker import WorkerByHand
from tests.support.workers import wait_for

PAYLOAD = {"symbol": "AAPL", "notional": 1000000}
CORRECTED = {"symbol": "AAPL", "notional": 99000000}
# A table that the statement of the approval reads, and one that the statement of the rest reads.
STATEMENTS = ["authorities", "exception_votes"]
WAITS = (
    "select count(*) from pg_locks where not granted and database = "
    "(select oid from pg_database where datname = current_database())"
)


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.mark.parametrize("table", STATEMENTS)
async def test_a_payload_that_comes_between_two_statements_gets_no_unseen_vote(
    annas: Browser, dba: Conn, db: Database, hand: WorkerByHand, table: str
) -> None:
    (request_id,) = verbs.submit(dba, payload=PAYLOAD, actor="desk-7")
    hand.process(request_id, **verbs.undecided("needs_info", "needs_info"))
    with connect(db.url) as blocker:
        blocker.execute(f"begin; lock table bankagent.{table} in access exclusive mode")
        reading = asyncio.create_task(annas.get(f"/requests/{request_id}"))
        await asyncio.to_thread(wait_for, "the page waits", lambda: rows.one(dba, WAITS))
        with verbs.naming(dba, "desk-7"):
            dba.execute(
                "select bankagent.replace_payload(%s, %s, 'desk-7', null)",
                [request_id, Jsonb(CORRECTED)],
            )
        hand.process(request_id, **people.asks_for_people())
        blocker.execute("rollback")
    page = await reading
    assert "99,000,000" in page.text
    assert hidden(page, "digest") == people.digest(dba, request_id)
