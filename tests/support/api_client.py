"""The real app inside the test's own process, and a client that calls it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from bankagent.api.app import USUAL, create_app, running
from bankagent.api.limits import ApiLimits
from bankagent.settings import Settings

Given = TypeVar("Given")
Run = Callable[[Any], Any]
Make = Callable[..., FastAPI]

# Apps that no test uses now.
IDLE: dict[tuple[Make, ApiLimits], list[FastAPI]] = defaultdict(list)


@asynccontextmanager
async def running_app(make: Make, settings: Settings, limits: ApiLimits) -> AsyncIterator[FastAPI]:
    """Give an app that runs; where the start is refused, raise why.

    It may be one that has run before: to build the routes costs 0.12 s of CPU on the first call.
    """
    idle = IDLE[make, limits]
    app = idle.pop() if idle else make(limits=limits)
    async with running(app, settings=settings, limits=limits):
        yield app
    idle.append(app)


@asynccontextmanager
async def calling(
    settings: Settings, *, come_from: str = "127.0.0.1", limits: ApiLimits = USUAL
) -> AsyncIterator[httpx.AsyncClient]:
    """Start the app and give its client; where the start is refused, raise why."""
    async with running_app(create_app, settings, limits) as app:
        transport = httpx.ASGITransport(app, client=(come_from, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client


@contextmanager
def plainly(manager: AbstractAsyncContextManager[Given]) -> Iterator[tuple[Given, Run]]:
    """Enter it for what is no coroutine, as properties are: gives it, and what runs coroutines."""
    with asyncio.Runner() as runner:
        given = runner.run(_entered(manager))
        try:
            yield given, runner.run
        finally:
            runner.run(_left(manager))


async def _entered(manager: AbstractAsyncContextManager[Given]) -> Given:
    return await manager.__aenter__()


async def _left(manager: AbstractAsyncContextManager[Given]) -> None:
    await manager.__aexit__(None, None, None)
