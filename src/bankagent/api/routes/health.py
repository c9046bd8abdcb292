"""Liveness and readiness, for load balancers and orchestrators."""

import asyncio
import logging

from fastapi import APIRouter, Response

from bankagent.api.http import errors
from bankagent.api.http.resources import Resources, TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.health import Health
from bankagent.api.openapi.describe import problems, shown
from bankagent.errors import BankagentError, Unavailable

log = logging.getLogger(__name__)

router = APIRouter(tags=["health"])

PROBE_S = 1.5
NO_ANSWER = "The database does not answer, or all connections are busy."


@router.get(
    "/livez",
    response_model=Health,
    summary="Is the process alive?",
    response_description="It is.",
    responses=shown(200, Health, example={"status": "alive"}) | problems(),
)
async def livez() -> Response:
    """Answer without asking the database: a restart of this process would not repair that."""
    return ExactJson(Health(status="alive"))


@router.get(
    "/readyz",
    response_model=Health,
    summary="Can the service take requests?",
    response_description="It can.",
    responses=shown(200, Health) | problems(503),
)
async def readyz(resources: TheResources) -> Response:
    """Check the database, its schema and the service's rights there; say what is wrong."""
    try:
        await resources.gateway.probe(PROBE_S)
    except BankagentError:
        detail = await _what_is_wrong(resources)
        log.warning("not ready", extra={"detail": detail})
        return errors.of(Unavailable(detail))
    return ExactJson(Health(status="ready"))


async def _what_is_wrong(resources: Resources) -> str:
    # The pool only knows that no connection came; a connection of our own gets the reason.
    try:
        async with asyncio.timeout(PROBE_S):
            await resources.probe()
    except TimeoutError:
        return NO_ANSWER
    except BankagentError as error:
        return error.detail
    return NO_ANSWER
