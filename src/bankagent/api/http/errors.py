"""Errors as callers see them: problems of RFC 9457, one sentence each, without the input."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bankagent import logs
from bankagent.api.http.access_log import route_of
from bankagent.api.http.responses import ProblemJson
from bankagent.api.models.problems import FindingView, Problem
from bankagent.domain import findings
from bankagent.errors import (
    NO_REQUEST,
    BadRequest,
    BankagentError,
    CannotRun,
    Finding,
    Unavailable,
)

log = logging.getLogger(__name__)

# Headers that every answer of this status has.
ALWAYS = {
    401: {"WWW-Authenticate": 'Bearer realm="bankagent"'},
    429: {"Retry-After": "2"},
    503: {"Retry-After": "2"},
}
DETAILS = {
    404: "There is nothing here: /openapi.json lists the routes.",
    405: "This route does not take this method; the Allow header lists the methods that it takes.",
}
INVALID_PARAMETER = (
    "A header or query parameter is invalid; `errors` lists each one and what is expected."
)
UNEXPECTED = "The service failed unexpectedly; its log says where."
NOT_READY = "The service cannot work with its database: /readyz says why."


def of(error: BankagentError) -> ProblemJson:
    """Return one of our errors as an answer."""
    if isinstance(error, CannotRun):
        log.error("not allowed to work with the database", extra={"detail": error.detail})
        error = Unavailable(NOT_READY)
    slug = error.title.lower().replace(" ", "-")
    return _problem(
        error.status,
        type=f"urn:bankagent:problem:{slug}",
        title=error.title,
        detail=error.detail,
        findings=error.findings,
    )


def handle(app: FastAPI) -> None:
    """Make the app answer every error as a problem."""
    app.add_exception_handler(BankagentError, _ours)
    app.add_exception_handler(HTTPException, _starlettes)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_middleware(UnexpectedErrors)


class UnexpectedErrors:
    """Middleware that answers 500 for every other exception, and logs its place, not its text.

    The text of an error may hold client data, and so may a stack trace that prints it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def tracked(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, tracked)
        except Exception as error:  # noqa: BLE001 - the last handler
            fields = {"method": scope["method"], "route": route_of(scope)}
            # Not log.exception: other handlers of the log would print the error's text.
            log.error(UNEXPECTED, extra=fields | logs.failure(error))  # noqa: TRY400
            if not started:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                await _plain(status, UNEXPECTED)(scope, receive, send)


async def _ours(_request: Request, error: Exception) -> ProblemJson:
    return of(error) if isinstance(error, BankagentError) else _plain(500, UNEXPECTED)


async def _starlettes(_request: Request, error: Exception) -> ProblemJson:
    if not isinstance(error, HTTPException):
        return _plain(500, UNEXPECTED)
    detail = DETAILS.get(error.status_code, error.detail)
    return _plain(error.status_code, detail, headers=error.headers)


async def _parameters(request: Request, error: Exception) -> ProblemJson:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["loc"][0] == "path" for one in errors):
        # The words that the API description has for this route.
        described = getattr(request.scope.get("route"), "responses", {}).get(404, {})
        return _plain(404, described.get("description", NO_REQUEST))
    found = findings.of_input(errors, without=1)  # "query", "header"
    return of(BadRequest(INVALID_PARAMETER, findings=found))


async def _gone(_request: Request, _error: Exception) -> ProblemJson:
    return _plain(400, "The connection closed before the whole body had come.")


def _plain(status: int, detail: str, *, headers: Any = None) -> ProblemJson:
    return _problem(status, title=HTTPStatus(status).phrase, detail=detail, headers=headers)


def _problem(
    status: int,
    *,
    title: str,
    detail: str,
    type: str = "about:blank",
    findings: tuple[Finding, ...] | list[Finding] = (),
    headers: Any = None,
) -> ProblemJson:
    errors = [FindingView(field=one.field, expected=one.expected) for one in findings]
    body = Problem(type=type, title=title, status=status, detail=detail, errors=errors)
    return ProblemJson(
        body, status_code=status, headers={**(headers or {}), **ALWAYS.get(status, {})}
    )
