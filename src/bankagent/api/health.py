"""How the service is, for load balancers and orchestrators."""

import asyncio

from fastapi import APIRouter, Response

from bankagent.api import problems
from bankagent.api.answers import ExactJson
from bankagent.api.deps import Desk, TheDesk
from bankagent.api.openapi import LIVE, READY
from bankagent.api.schemas import Health
from bankagent.errors import BankagentError, Unavailable

router = APIRouter(tags=["health"])

PROBE_S = 1.5
NO_ANSWER = "The database does not answer, or all connections are busy."


@router.get("/livez", response_model=Health, **LIVE)
async def livez() -> Response:
    """Answer without looking at the database: restarting this process would not mend that."""
    return ExactJson(Health(status="alive"))


@router.get("/readyz", response_model=Health, **READY)
async def readyz(desk: TheDesk) -> Response:
    """Look at the database, its schema and our rights there, and say what is wrong."""
    try:
        await desk.gateway.look(deadline_s=PROBE_S)
    except BankagentError:
        return problems.of(Unavailable(await _what_is_wrong(desk)))
    return ExactJson(Health(status="ready"))


async def _what_is_wrong(desk: Desk) -> str:
    # The pool only knows that no connection came; a connection of our own is told why.
    try:
        async with asyncio.timeout(PROBE_S):
            await desk.look()
    except TimeoutError:
        return NO_ANSWER
    except BankagentError as error:
        return error.detail
    return NO_ANSWER
