"""Errors as pages: what happened, in a sentence, and where to go on."""

import logging
from http import HTTPStatus

from markupsafe import escape
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response

from bankagent import logs
from bankagent.errors import BankagentError, CannotRun, Unavailable
from bankagent.pages import render
from bankagent.pages.visit import Visit

log = logging.getLogger(__name__)

NOT_READY = "The service cannot work with its database: its operators find the reason in the log."
GONE = "The connection closed before the whole form had come."
UNEXPECTED = "The service failed unexpectedly; its log says where."
DETAILS = {
    404: "There is no such page.",
    405: "This page does not take that.",
}
# Headings in place of the terms of HTTP, which a reviewer need not know.
HEADINGS = {
    403: "This is not for your key",
    404: "Not found",
    409: "This is not possible now",
    412: "It has changed meanwhile",
    413: "Too long",
    415: "Not a form",
    422: "Something is missing or wrong",
    429: "Too many at once",
    500: "Something went wrong",
    503: "Not available at the moment",
}
RETRY = {"Retry-After": "5"}
# The page of an error whose own template fails.
BARE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body><h1>{title}</h1><p>{detail}</p><p><a href="/ui/">Go to the first page</a></p></body>'
    "</html>"
)


def of(visit: Visit, error: Exception) -> Response:
    """Return the page of an error; of one that we did not expect the log has the place alone."""
    if isinstance(error, CannotRun):
        log.error("not allowed to work with the database", extra={"detail": error.detail})
        error = Unavailable(NOT_READY)
    if isinstance(error, BankagentError):
        return _page(visit, error.status, error.detail, error)
    if isinstance(error, ClientDisconnect):
        return _page(visit, HTTPStatus.BAD_REQUEST, GONE)
    if isinstance(error, HTTPException):
        return _page(visit, error.status_code, DETAILS.get(error.status_code, error.detail))
    # Not log.exception: the text of an error may hold client data.
    log.error(UNEXPECTED, extra={"route": "/ui"} | logs.failure(error))
    return _page(visit, HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


def _page(visit: Visit, status: int, detail: str, error: BankagentError | None = None) -> Response:
    title = HEADINGS.get(status, HTTPStatus(status).phrase)
    try:
        return render.page(
            visit,
            "error",
            title=title,
            status=status,
            more_headers=RETRY if status in {429, 503} else None,
            detail=detail,
            findings=error.findings if error else (),
            can_retry=status == HTTPStatus.SERVICE_UNAVAILABLE,
        )
    except Exception as broken:  # noqa: BLE001 - a fault of the template must not hide the error
        failed = {"route": "/ui"} | logs.failure(broken)
        log.error(UNEXPECTED, extra=failed)  # noqa: TRY400 - its text may hold client data
        return HTMLResponse(BARE.format(title=escape(title), detail=escape(detail)), status)
