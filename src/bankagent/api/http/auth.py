"""Access: which caller or reviewer a call comes from, and whether the route is theirs."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import SecurityScopes

from bankagent import logs, metrics
from bankagent.api.http.bearer import NO_KEY, is_from_this_machine, sent_key
from bankagent.api.http.resources import TheResources
from bankagent.domain.caller import ANONYMOUS, OPERATE, READ, WRITE, Caller, Reviewer
from bankagent.errors import Forbidden, Unauthorized

FOR_CALLERS = "This key is a reviewer's: here a caller's key is needed."
FOR_REVIEWERS = "Here a reviewer's key is needed; an operator makes one (bankagent reviewer add)."


async def who(
    request: Request, resources: TheResources, key: Annotated[str | None, Depends(sent_key)]
) -> Caller | Reviewer:
    """Return who asks: the holder of the key, or anonymous where none is needed.

    Raises:
        Unauthorized: no key, or one that does not work.
    """
    if key is not None:
        asks = await resources.identify(key)
    elif resources.trusts_this_machine and is_from_this_machine(request):
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


TheWriter = Annotated[Caller, Security(a_caller, scopes=[WRITE])]
TheReader = Annotated[Caller, Security(a_caller, scopes=[READ])]
TheOperator = Annotated[Caller, Security(a_caller, scopes=[OPERATE])]
TheCanceller = Annotated[Caller, Depends(a_canceller)]
TheReviewer = Annotated[Reviewer, Depends(a_reviewer)]
