"""How the service is, for load balancers and orchestrators."""

import asyncio

from fastapi import APIRouter, Response

from bankagent.api.http import errors
from bankagent.api.http.resources import Resources, TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.requests import Health
from bankagent.api.openapi.describe import LIVE, READY
from bankagent.errors import BankagentError, Unavailable

router = APIRouter(tags=["health"])

PROBE_S = 1.5
NO_ANSWER = "The database does not answer, or all connections are busy."


@router.get("/livez", response_model=Health, **LIVE)
async def livez() -> Response:
    """Answer without looking at the database: restarting this process would not mend that."""
    return ExactJson(Health(status="alive"))


@router.get("/readyz", response_model=Health, **READY)
async def readyz(resources: TheResources) -> Response:
    """Look at the database, its schema and our rights there, and say what is wrong."""
    try:
        await resources.gateway.probe(PROBE_S)
    except BankagentError:
        return errors.of(Unavailable(await _what_is_wrong(resources)))
    return ExactJson(Health(status="ready"))


async def _what_is_wrong(resources: Resources) -> str:
    # The pool only knows that no connection came; a connection of our own is told why.
    try:
        async with asyncio.timeout(PROBE_S):
            await resources.probe()
    except TimeoutError:
        return NO_ANSWER
    except BankagentError as error:
        return error.detail
    return NO_ANSWER
