"""The HTTP API: `uvicorn bankagent.api.app:app --no-server-header` runs it alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI

from bankagent import logs
from bankagent.api.http import errors
from bankagent.api.http.access_log import AccessLog
from bankagent.api.http.query import refuse_unknown_parameters
from bankagent.api.http.security_headers import SecurityHeaders
from bankagent.api.http.startup import StartupErrors
from bankagent.api.lifespan import configure_logs, open_resources
from bankagent.api.limits import ApiLimits
from bankagent.api.openapi import build
from bankagent.api.routes import (
    agent_answer,
    agent_trace,
    answers,
    api_description,
    approvals,
    authorities,
    batches,
    cancel_requeue,
    cases,
    comments,
    document_reading,
    documents,
    events,
    exception_lists,
    exception_proposals,
    exceptions,
    explanation,
    feeds,
    health,
    metrics,
    payloads,
    policies,
    portfolio_snapshots,
    reference,
    request_lists,
    request_types,
    requests,
    suggestion,
    votes,
    worklist,
)
from bankagent.settings import Settings

# A route of OF_REQUESTS refuses a query parameter that the API description does not list for it.
OF_REQUESTS = (
    requests,
    batches,
    request_lists,
    payloads,
    answers,
    events,
    explanation,
    agent_answer,
    suggestion,
    agent_trace,
    cancel_requeue,
    cases,
    approvals,
    votes,
    authorities,
    exception_lists,
    exception_proposals,
    exceptions,
    comments,
    worklist,
    feeds,
    policies,
    portfolio_snapshots,
    document_reading,
    documents,
    request_types,
    reference,
)
USUAL = ApiLimits()
OF_THE_SERVICE = (health, metrics, api_description)


def create_app(*, limits: ApiLimits = USUAL) -> FastAPI:
    """Return the app, which reads its settings from the environment when it starts."""
    app = FastAPI(
        title="bankagent",
        version=version("bankagent"),
        lifespan=partial(running, settings=None, limits=limits),
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    for route in OF_REQUESTS:
        app.include_router(route.router, dependencies=[Depends(refuse_unknown_parameters)])
    for route in OF_THE_SERVICE:
        app.include_router(route.router)
    errors.handle(app)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
    app.add_middleware(StartupErrors)
    app.openapi = partial(build.of, app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def running(
    app: FastAPI, *, settings: Settings | None, limits: ApiLimits
) -> AsyncIterator[None]:
    """Hold the app's resources open; what it keeps of a run ends with them, so it may run again."""
    async with open_resources(settings, limits) as resources:
        app.state.resources = resources
        yield


if logs.uvicorn_is_configured():
    configure_logs()
app = create_app()
