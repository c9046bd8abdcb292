"""Authentication and authorization: the caller or reviewer of a call, and what it may use."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import SecurityScopes

from bankagent import logs, metrics
from bankagent.api.http.bearer import NO_KEY, is_from_this_machine, sent_key
from bankagent.api.http.resources import TheResources
from bankagent.domain.caller import ANONYMOUS, COMPLIANCE, OPERATE, READ, WRITE, Caller, Reviewer
from bankagent.errors import Forbidden, Unauthorized

FOR_CALLERS = "This key is a reviewer's: a caller's key is needed here."
FOR_REVIEWERS = "A reviewer's key is needed here; an operator makes one (bankagent reviewer add)."


async def authenticate(
    request: Request, resources: TheResources, key: Annotated[str | None, Depends(sent_key)]
) -> Caller | Reviewer:
    """Return the holder of the key, or the anonymous caller where no key is needed.

    Raises:
        Unauthorized: no key, or a key that does not work.
    """
    if key is not None:
        holder = await resources.identify(key)
    elif resources.trusts_this_machine and is_from_this_machine(request):
        holder = ANONYMOUS
    else:
        metrics.AUTH_FAILURES.labels("no_key").inc()
        raise Unauthorized(NO_KEY)
    logs.bind(caller=holder.name)
    return holder


Authenticated = Annotated[Caller | Reviewer, Depends(authenticate)]


async def require_caller(scopes: SecurityScopes, holder: Authenticated) -> Caller:
    """Return the caller, if it has the scopes that the route names.

    Raises:
        Forbidden: the key is a reviewer's, or the caller lacks a scope.
    """
    if not isinstance(holder, Caller):
        metrics.AUTH_FAILURES.labels("not_a_caller").inc()
        raise Forbidden(FOR_CALLERS)
    return _with_scopes(holder, scopes)


async def require_reader(scopes: SecurityScopes, holder: Authenticated) -> Caller | Reviewer:
    """Return the reviewer, or the caller, if it has the scopes that the route names.

    Raises:
        Forbidden: the caller lacks a scope.
    """
    return holder if isinstance(holder, Reviewer) else _with_scopes(holder, scopes)


def _with_scopes(holder: Caller, scopes: SecurityScopes) -> Caller:
    for scope in scopes.scopes:
        if not holder.may(scope):
            metrics.AUTH_FAILURES.labels("scope").inc()
            raise Forbidden(f"This caller lacks the scope {scope}: an operator can give it.")
    return holder


async def require_canceller(caller: Annotated[Caller, Security(require_caller)]) -> Caller:
    """Return the caller, if it may cancel its own requests or all of them.

    Raises:
        Forbidden: the key is a reviewer's, or the caller lacks both scopes.
    """
    if not (caller.may(OPERATE) or caller.may(WRITE)):
        raise Forbidden(
            f"This caller lacks the scope {WRITE}, to cancel its own requests, or {OPERATE}, to "
            "cancel any request: an operator can give it."
        )
    return caller


async def require_reviewer(holder: Authenticated) -> Reviewer:
    """Return the reviewer.

    Raises:
        Unauthorized: no key was sent; there are no anonymous reviewers.
        Forbidden: the key is a caller's.
    """
    if not isinstance(holder, Reviewer):
        metrics.AUTH_FAILURES.labels("not_a_reviewer").inc()
        raise (Unauthorized if holder is ANONYMOUS else Forbidden)(FOR_REVIEWERS)
    return holder


async def require_compliance(reviewer: Annotated[Reviewer, Depends(require_reviewer)]) -> Reviewer:
    """Return the reviewer, who has the role compliance.

    Raises:
        Unauthorized, Forbidden: no key, a caller's key, or a reviewer with another role.
    """
    if reviewer.role != COMPLIANCE:
        metrics.AUTH_FAILURES.labels("not_of_compliance").inc()
        raise Forbidden(f"This needs a reviewer with the role {COMPLIANCE}.")
    return reviewer


TheWriter = Annotated[Caller, Security(require_caller, scopes=[WRITE])]
TheReader = Annotated[Caller, Security(require_caller, scopes=[READ])]
TheReaderOrReviewer = Annotated[Caller | Reviewer, Security(require_reader, scopes=[READ])]
TheOperator = Annotated[Caller, Security(require_caller, scopes=[OPERATE])]
TheCanceller = Annotated[Caller, Depends(require_canceller)]
TheReviewer = Annotated[Reviewer, Depends(require_reviewer)]
TheOfficer = Annotated[Reviewer, Depends(require_compliance)]
