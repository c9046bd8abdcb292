"""Readiness of the database and registration of the worker, either of which a signal may end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bankagent.db.gateway import DEADLINE_S
from bankagent.errors import Unavailable
from bankagent.queue.early_signal import EarlySignal

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

AGAIN_S = 2.0
REGISTER_WITHIN_S = 1.0
GIVE_UP_S = 5.0
NO_ANSWER = "The database does not answer."


async def wait_until_ready(check: Callable[[], Awaitable[None]], signals: EarlySignal) -> None:
    """Check the database until it is ready, and log why it is not.

    Args:
        check: raises Unavailable where a later one may pass, and SystemExit to refuse.
        signals: one to stop ends the wait.

    Raises:
        SystemExit: what `check` raises, or with code 0 after a signal.
    """
    if refused := await unless_stopped(_check_until_ready(check), signals):
        raise refused


async def unless_stopped(work: Coroutine[Any, Any, Answer], signals: EarlySignal) -> Answer:
    """Return what the work returns, unless a signal to stop comes first: SystemExit with code 0."""
    task = asyncio.create_task(work)
    if await signals.came_before(task):
        task.cancel()
        raise SystemExit(0)
    return await task


async def _check_until_ready(check: Callable[[], Awaitable[None]]) -> SystemExit | None:
    """Return what refuses: raised in a task it would stop the event loop."""
    while True:
        try:
            async with asyncio.timeout(DEADLINE_S):
                await check()
        except SystemExit as refused:
            return refused
        except (Unavailable, TimeoutError) as error:
            detail = error.detail if isinstance(error, Unavailable) else NO_ANSWER
            log.warning("not ready yet", extra={"detail": detail, "again_in_s": AGAIN_S})
        else:
            return None
        await asyncio.sleep(AGAIN_S)


async def registered(registering: Coroutine[Any, Any, int], signals: EarlySignal) -> int:
    """Return the number that a registration gives, also where a signal to stop comes in it.

    Raises:
        SystemExit: with 0, since a signal came and there is no row.
    """
    task = asyncio.create_task(registering, name="register")
    if await signals.came_before(task):
        # A cancellation that comes after the commit leaves a row whose number nothing knows.
        done, _ = await asyncio.wait({task}, timeout=REGISTER_WITHIN_S)
        if not done:
            task.cancel()
            await asyncio.wait({task}, timeout=GIVE_UP_S)
        if not task.done() or task.cancelled() or task.exception():
            raise SystemExit(0)
    return await task
