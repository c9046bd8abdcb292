"""Gateway of the API to its database: checked before the first use, and bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg

from bankagent.db.errors import translated
from bankagent.db.pool import Connection, Pool, begin, commit

P = ParamSpec("P")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[Connection, P], Awaitable[Answer]]
DatabaseCheck = Callable[[Connection], Awaitable[None]]

DEADLINE_S = 8.0

# The event loop holds its tasks only weakly.
ABANDONED: "set[asyncio.Task[Any]]" = set()


class Gateway:
    """Asks questions on connections of a pool, each one a whole transaction when it returns.

    A question is a function that takes the connection first, as the functions of store/ do; its
    other arguments follow it:

        overview = await gateway.ask(requests.read, request_id, maker=caller.sees)
    """

    def __init__(self, pool: Pool, check: DatabaseCheck, *, deadline_s: float = DEADLINE_S) -> None:
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

    async def ask(
        self, question: Question[P, Answer], /, *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Return the answer to a question, committed.

        Raises:
            Unavailable: the database is away or busy, or did not answer in time.
            BankagentError: what the database refused, in our words.
        """
        with translated():
            return await within(self._deadline_s, self._on_a_connection(question, *args, **kwargs))

    async def ask_within(
        self, seconds: float, question: Question[P, Answer], /, *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Return the answer to a question as `ask` does, with a deadline of its own."""
        with translated():
            return await within(seconds, self._on_a_connection(question, *args, **kwargs))

    async def ask_untranslated(
        self, question: Question[P, Answer], /, *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Return the answer to a question as `ask` does; errors are psycopg's own."""
        return await within(self._deadline_s, self._on_a_connection(question, *args, **kwargs))

    async def probe(self, seconds: float) -> None:
        """Check the database again within so many seconds; raise what is wrong with it."""
        self._checked = False
        await self.ask_within(seconds, _nothing)

    async def ensure_checked(self) -> None:
        """Check the database unless that was done."""
        if not self._checked:
            await self.ask(_nothing)

    async def _on_a_connection(
        self, question: Question[P, Answer], /, *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        async with self._pool.connection() as conn:
            await begin(conn)
            if not self._checked:
                await self._check(conn)
                self._checked = True
            answer = await question(conn, *args, **kwargs)
            await commit(conn)
            return answer


async def within(seconds: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what the work returns, or raise psycopg.OperationalError after the deadline.

    The work is left to end by itself: psycopg takes up to ten seconds to give up a connection to a
    server that is frozen, and the caller should not wait for that.
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
        task.exception()  # retrieved, since asyncio logs "never retrieved" otherwise


async def _nothing(_conn: Connection) -> None:
    return
