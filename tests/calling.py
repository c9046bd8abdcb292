"""The real app inside the test's own process, and a client that calls it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import httpx

from bankagent.api.app import create_app
from bankagent.settings import Settings


@asynccontextmanager
async def calling(
    settings: Settings, *, come_from: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """Start the app and give its client; where the start is refused, raise why."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app, client=(come_from, 40000))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


@contextmanager
def calling_plainly(settings: Settings) -> Iterator[Callable[..., httpx.Response]]:
    """The same for what is no coroutine, as properties are: gives a function that calls."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        client = runner.run(stack.enter_async_context(calling(settings)))

        def call(method: str, url: str, **more: Any) -> httpx.Response:
            return runner.run(client.request(method, url, **more))

        try:
            yield call
        finally:
            runner.run(stack.aclose())
