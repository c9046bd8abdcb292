"""Replay of all that real code decided in a test's database, when the test is over."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg

from bankagent.db.pool import connect
from bankagent.domain.replay import Difference, Replay, Window
from bankagent.service.policies.replay.replay import replay
from tests.support.databases import Database

# A payload with `test` asks the worker of tests/support/worker_app.py to decide another one.
TROUBLED = "select r.id from bankagent.banking_requests as r where r.payload ? 'test'"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def differences(database: Database) -> list[Difference]:
    """Return the evaluations of real code that come out in another way: there should be none."""
    with psycopg.connect(database.url) as conn:
        troubled = {id_ for (id_,) in conn.execute(TROUBLED)}
    # In a thread: the test's own event loop may still be there.
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(asyncio.run, replayed(database.url)).result()
    return [one for one in done.differences if one.request_id not in troubled]


async def replayed(url: str) -> Replay:
    """Replay a whole database."""
    async with await connect(url) as conn:
        return await replay(conn, Window(BEGINNING), most_shown=1_000_000)
