"""The API's way to its database: looked at before the first use, and bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import psycopg

from bankagent.db.errors import translated
from bankagent.db.pool import Connection, Pool, refuse_what_no_standby_has

Answer = TypeVar("Answer")
Question = Callable[[Connection], Awaitable[Answer]]
Check = Callable[[Connection], Awaitable[None]]

DEADLINE_S = 8.0

# The event loop holds its tasks only weakly.
ABANDONED: "set[asyncio.Task[Any]]" = set()


class Gateway:
    """Asks questions on connections of a pool, each one a whole transaction when it returns."""

    def __init__(self, pool: Pool, check: Check, *, deadline_s: float = DEADLINE_S) -> None:
        """Make a gateway.

        Args:
            pool: the pool of connections, in autocommit.
            check: raises where this database or this user must not be worked with; asked before
                the first question.
            deadline_s: how long a question may take, waiting for a connection included.
        """
        self._pool = pool
        self._check = check
        self._deadline_s = deadline_s
        self._checked = False

    async def ask(self, question: Question[Answer], *, deadline_s: float | None = None) -> Answer:
        """Return the answer to a question, committed.

        Raises:
            Unavailable: the database is away or busy, or did not answer in time.
            BankagentError: what the database refused, in our words.
        """
        with translated():
            return await self.ask_plainly(question, deadline_s=deadline_s)

    async def ask_plainly(
        self, question: Question[Answer], *, deadline_s: float | None = None
    ) -> Answer:
        """Return the answer to a question, committed; errors are psycopg's own."""
        work = self._on_a_connection(question)
        return await within(deadline_s or self._deadline_s, work)

    async def look(self, *, deadline_s: float | None = None) -> None:
        """Look at the database again; raise what stands in the way of working with it."""
        self._checked = False
        await self.ask(_nothing, deadline_s=deadline_s)

    async def be_checked(self) -> None:
        """Look at the database unless that was done."""
        if not self._checked:
            await self.ask(_nothing)

    async def _on_a_connection(self, question: Question[Answer]) -> Answer:
        async with self._pool.connection() as conn:
            if not self._checked:
                await self._check(conn)
                self._checked = True
            answer = await question(conn)
            refuse_what_no_standby_has(conn)
            return answer


async def within(seconds: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what the work returns, or raise psycopg.OperationalError after the deadline.

    The work is left to end by itself: psycopg takes up to ten seconds to give up a connection to a
    server that is frozen, and nobody should wait for that.
    """
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        _abandon(task)
        raise
    if not done:
        _abandon(task)
        raise psycopg.OperationalError(f"no answer within {seconds:g} s")
    return task.result()


def _abandon(task: "asyncio.Task[Any]") -> None:
    ABANDONED.add(task)
    task.add_done_callback(_bury)
    task.cancel()


def _bury(task: "asyncio.Task[Any]") -> None:
    ABANDONED.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, so that nobody complains that nobody did


async def _nothing(_conn: Connection) -> None:
    return
