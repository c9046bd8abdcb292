"""The callers' door: `uvicorn bankagent.api.app:app --no-server-header` runs it alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI

from bankagent import logs
from bankagent.api import (
    approvals,
    batch,
    docs,
    document,
    events,
    health,
    lists,
    metrics,
    operate,
    payload,
    problems,
    request_types,
    requests,
)
from bankagent.api.calls import Calls
from bankagent.api.ending import OneSentence
from bankagent.api.lifespan import opened, speak_as_set
from bankagent.api.parameters import only_known_parameters
from bankagent.api.shield import Shield
from bankagent.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the app; without settings it reads the environment's when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings) as desk:
            app.state.desk = desk
            yield

    app = FastAPI(
        title="bankagent",
        version=version("bankagent"),
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    for asked in (requests, batch, lists, payload, events, operate, approvals, request_types):
        app.include_router(asked.router, dependencies=[Depends(only_known_parameters)])
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(docs.router)
    problems.handle(app)
    app.add_middleware(Shield)
    app.add_middleware(Calls)
    app.add_middleware(OneSentence)
    app.openapi = partial(document.of, app)  # type: ignore[method-assign]
    return app


if logs.a_server_speaks():
    speak_as_set()
app = create_app()
