"""The real app inside the test's own process, and a client that calls it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
