"""What routes need: the way to the database, the intake, the waiting room, and who asks."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import SecurityScopes
from pydantic import BeforeValidator, Field

from bankagent import logs, metrics
from bankagent.api.key import NO_KEY, is_from_this_machine, sent_key
from bankagent.db.gateway import Gateway
from bankagent.domain.caller import ANONYMOUS, OPERATE, READ, WRITE, Caller, Reviewer
from bankagent.errors import Forbidden, Unauthorized
from bankagent.service.follow import News
from bankagent.service.gauges import Gauges
from bankagent.service.identify import Identify
from bankagent.service.places import Places
from bankagent.service.process import Outcomes
from bankagent.service.submit import Intake

LARGEST_ID = 2**63 - 1
NUMBER = re.compile(r"[1-9][0-9]{0,18}")
FOR_CALLERS = "This key is a reviewer's: here a caller's key is needed."
FOR_REVIEWERS = "Here a reviewer's key is needed; an operator makes one (bankagent reviewer add)."


@dataclass(frozen=True, slots=True)
class Desk:
    """What one running API has.

    `batches` and `streams`: how many of them are under way. `look` looks at the database afresh and
    raises what is wrong; `trusts_this_machine`: who calls from the service's own machine without a
    key is anonymous. `gauges` and `pool_stats` are for Prometheus.
    """

    gateway: Gateway
    intake: Intake
    batches: Places
    waiters: Outcomes
    streams: Places
    news: News
    look: Callable[[], Awaitable[None]]
    identify: Identify
    trusts_this_machine: bool
    gauges: Gauges
    pool_stats: Callable[[], Mapping[str, int]]


async def the_desk(request: Request) -> Desk:
    """Return the desk that the app's lifespan opened."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(the_desk)]


async def who(
    request: Request, desk: TheDesk, key: Annotated[str | None, Depends(sent_key)]
) -> Caller | Reviewer:
    """Return who asks: the holder of the key, or anonymous where none is needed.

    Raises:
        Unauthorized: no key, or one that does not work.
    """
    if key is not None:
        asks = await desk.identify(key)
    elif desk.trusts_this_machine and is_from_this_machine(request):
        asks = ANONYMOUS
    else:
        metrics.AUTH_FAILURES.labels("no_key").inc()
        raise Unauthorized(NO_KEY)
    logs.bind(caller=asks.name)
    return asks


Anybody = Annotated[Caller | Reviewer, Depends(who)]


async def a_caller(scopes: SecurityScopes, asks: Anybody) -> Caller:
    """Return the caller that asks, if it has the scopes that the route names.

    Raises:
        Forbidden: it is a reviewer, or lacks a scope.
    """
    if not isinstance(asks, Caller):
        metrics.AUTH_FAILURES.labels("not_a_caller").inc()
        raise Forbidden(FOR_CALLERS)
    for scope in scopes.scopes:
        if not asks.may(scope):
            metrics.AUTH_FAILURES.labels("scope").inc()
            raise Forbidden(f"This caller lacks the scope {scope}: an operator can give it.")
    return asks


async def a_canceller(caller: Annotated[Caller, Security(a_caller)]) -> Caller:
    """Return the caller that asks, if it may cancel anything at all.

    Raises:
        Forbidden: it is a reviewer, or lacks both scopes.
    """
    if not (caller.may(OPERATE) or caller.may(WRITE)):
        raise Forbidden(
            f"This caller lacks the scope {WRITE}, to cancel its own, or {OPERATE}, to cancel "
            "anybody's: an operator can give it."
        )
    return caller


async def a_reviewer(asks: Anybody) -> Reviewer:
    """Return the reviewer who asks.

    Raises:
        Unauthorized: nobody known; there are no anonymous reviewers.
        Forbidden: it is a caller.
    """
    if not isinstance(asks, Reviewer):
        metrics.AUTH_FAILURES.labels("not_a_reviewer").inc()
        raise (Unauthorized if asks is ANONYMOUS else Forbidden)(FOR_REVIEWERS)
    return asks


def a_number(text: object) -> int:
    """Take a path's id only as this service prints it: no sign, no zeros in front, no spaces."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError("must be a number")
    return int(text)


TheCaller = Annotated[Caller, Security(a_caller)]
TheWriter = Annotated[Caller, Security(a_caller, scopes=[WRITE])]
TheReader = Annotated[Caller, Security(a_caller, scopes=[READ])]
TheOperator = Annotated[Caller, Security(a_caller, scopes=[OPERATE])]
TheCanceller = Annotated[Caller, Depends(a_canceller)]
TheReviewer = Annotated[Reviewer, Depends(a_reviewer)]
# The limits stand before the validator, else the OpenAPI document does not know them.
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(a_number)]
RequestId = Annotated[Id, Path(description="The request's number.")]
