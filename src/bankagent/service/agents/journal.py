"""Journal of an attempt in the database: each call is one transaction under its fence.

The pool's connections commit each statement by itself. Where a tool does not write, one statement
is the whole transaction: an open one would hold locks for each round trip of a busy worker.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bankagent.agent.run import Effect
from bankagent.db.pool import Pool
from bankagent.domain.agent import Begun, Step, ToolCall
from bankagent.domain.job import Fence
from bankagent.store.agents import steps


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """Stores the steps of one attempt on one request, in one run."""

    pool: Callable[[], Pool]
    fence: Fence
    request_id: int
    run: int

    async def record(self, step: Step, call: ToolCall | None = None) -> str:
        """Store a step, with its tool call where it has one; return the result that is stored."""
        of = (self.fence, self.request_id, self.run)
        async with self.pool().connection() as conn:
            if call is not None:
                return await steps.record_with_call(conn, *of, step, call)
            return await steps.record(conn, *of, step)

    async def begin(self, call: ToolCall) -> Begun:
        """Store a call to the outside before it is made."""
        async with self.pool().connection() as conn:
            return await steps.begin_call(conn, self.fence, self.request_id, self.run, call)

    async def write(self, call: ToolCall, effect: Effect) -> str:
        """Store a step with the writes of its tool; a refusal takes the writes back."""
        async with self.pool().connection() as conn, conn.transaction():
            begun = await steps.begin_call(conn, self.fence, self.request_id, self.run, call)
            async with conn.transaction() as savepoint:
                step = await effect(conn, begun)
                if step.outcome == "refused":
                    savepoint.force_rollback = True
            return await steps.record(conn, self.fence, self.request_id, self.run, step)
