"""What routes need: the way to the database, the intake, the waiting room, and who asks."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import SecurityScopes
from pydantic import BeforeValidator

from bankagent.api.key import NO_KEY, is_from_this_machine, sent_key
from bankagent.db.gateway import Gateway
from bankagent.domain.caller import ANONYMOUS, OPERATE, READ, WRITE, Caller, Reviewer
from bankagent.errors import Forbidden, Unauthorized
from bankagent.service.follow import News
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
    key is anonymous.
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
        return await desk.identify(key)
    if desk.trusts_this_machine and is_from_this_machine(request):
        return ANONYMOUS
    raise Unauthorized(NO_KEY)


Anybody = Annotated[Caller | Reviewer, Depends(who)]


async def a_caller(scopes: SecurityScopes, asks: Anybody) -> Caller:
    """Return the caller that asks, if it has the scopes that the route names.

    Raises:
        Forbidden: it is a reviewer, or lacks a scope.
    """
    if not isinstance(asks, Caller):
        raise Forbidden(FOR_CALLERS)
    for scope in scopes.scopes:
        if not asks.may(scope):
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
    if asks is ANONYMOUS:
        raise Unauthorized(FOR_REVIEWERS)
    if not isinstance(asks, Reviewer):
        raise Forbidden(FOR_REVIEWERS)
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
RequestId = Annotated[
    int, BeforeValidator(a_number), Path(ge=1, le=LARGEST_ID, description="The request's number.")
]
