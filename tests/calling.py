"""The real app inside the test's own process, and a client that calls it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bankagent.api.app import create_app
from bankagent.settings import Settings


@asynccontextmanager
async def calling(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Start the app and give its client; where the start is refused, raise why."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
    ):
        yield client
