"""Journal of an attempt: one round trip a step, so that no transaction is open between two."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.domain.agent import Definition, FenceLost, Step, ToolCall, digest
from bankagent.domain.job import Fence
from bankagent.service.agents.journal import StoredJournal
from bankagent.store.agents import steps
from tests.support import agent_verbs, rows
from tests.support.agent_verbs import Held, held
from tests.support.databases import Database
from tests.support.rows import connect

DEFINITION = Definition("trade_review", '{"instructions":"Review."}')
# As libpq traces what the server says: idle, or in a transaction.
READY = re.compile(r"ReadyForQuery\s+(\w)")
ONE_ROW = """
select
    (select count(*) from bankagent.tool_calls) as calls,
    (select count(*) from bankagent.tool_results) as results
"""
LOOK = ToolCall("look", 1, "c1", "read", 1, "{}")
SEND = ToolCall("send", 1, "c2", "outside", 1, "{}")
Trips = Callable[[], list[str]]


def step(kind: str, name: str, result: str = '"done"') -> Step:
    now = datetime.now(UTC)
    outcome = "success" if kind == "tool" else None
    given = digest("{}")
    return Step(kind, name, 1, given, now, now, result, outcome=outcome)  # type: ignore[arg-type]


@pytest.fixture
def attempt(db: Database) -> Held:
    with connect(db.worker_url) as worker, connect(db.url) as dba:
        return held(worker, dba)


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, most=1) as opened:
        yield opened


@pytest.fixture
async def trips(pool: Pool, tmp_path: Path) -> AsyncIterator[Trips]:
    """The state of the session after each answer of the server since the last call."""
    path, seen = tmp_path / "trace", 0

    def since() -> list[str]:
        nonlocal seen
        found = READY.findall(path.read_text())
        new, seen = found[seen:], len(found)
        return new

    with path.open("w") as file:
        async with pool.connection() as conn:
            conn.pgconn.trace(file.fileno())
        yield since
        async with pool.connection() as conn:
            conn.pgconn.untrace()


async def begun(pool: Pool, attempt: Held) -> StoredJournal:
    fence = Fence(attempt.job, attempt.worker, attempt.attempts)
    async with pool.connection() as conn:
        (row, *_) = await steps.begin_run(conn, fence, attempt.request, DEFINITION, digest("in"))
    return StoredJournal(lambda: pool, fence, attempt.request, row.run)


async def test_each_step_is_one_statement_and_leaves_no_transaction_open(
    pool: Pool, attempt: Held, trips: Trips, db: Database
) -> None:
    journal = await begun(pool, attempt)
    assert set(trips()) == {"I"}
    assert await journal.record(step("tool", "look", '{"at":12.50}'), LOOK) == '{"at":12.50}'
    assert (await journal.begin(SEND)).disposition == "begun"
    await journal.record(step("tool", "send"))
    await journal.record(step("approval", "send"))
    await journal.record(step("answer", "answer"))
    # The pool's check of a connection is the other half.
    assert trips() == ["I"] * 2 * 5
    with connect(db.url) as dba:
        assert rows.fetch(dba, ONE_ROW) == [(2, 2)]
        kinds = [one.kind for one in agent_verbs.trace(dba, attempt.request)]
    assert kinds == ["tool", "tool", "approval", "answer"]


async def test_a_run_that_goes_on_has_its_steps_in_order(pool: Pool, attempt: Held) -> None:
    journal = await begun(pool, attempt)
    await journal.record(step("tool", "look", "1.50"), LOOK)
    await journal.record(step("answer", "answer"))
    async with pool.connection() as conn:
        again = await steps.begin_run(
            conn, journal.fence, attempt.request, DEFINITION, digest("in")
        )
        other = await steps.begin_run(
            conn, journal.fence, attempt.request, DEFINITION, digest("other")
        )
    assert [(one.run, one.disposition) for one in again] == [(1, "resumed")] * 2
    kept = [(one.name, one.result) for one in steps.stored(again)]
    assert kept == [("look", "1.50"), ("answer", '"done"')]
    assert [(one.run, one.disposition) for one in other] == [(2, "begun")]
    assert steps.stored(other) == []


async def test_a_read_is_recorded_once_and_answers_what_is_stored(
    pool: Pool, attempt: Held, db: Database
) -> None:
    journal = await begun(pool, attempt)
    assert await journal.record(step("tool", "look", "1"), LOOK) == "1"
    assert await journal.record(step("tool", "look", "2"), LOOK) == "1"
    with connect(db.url) as dba:
        assert rows.fetch(dba, ONE_ROW) == [(1, 1)]


async def test_an_attempt_that_lost_its_job_records_neither_call_nor_step(
    pool: Pool, attempt: Held, db: Database
) -> None:
    journal = await begun(pool, attempt)
    with connect(db.url) as dba:
        dba.execute("select bankagent.cancel_request(%s)", [attempt.request])
        with pytest.raises(FenceLost):
            await journal.record(step("tool", "look"), LOOK)
        with pytest.raises(FenceLost):
            await begun(pool, attempt)
        assert rows.fetch(dba, ONE_ROW) == [(0, 0)]
