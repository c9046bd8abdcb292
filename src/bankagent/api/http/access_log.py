"""Access log: gives each HTTP call an id, a span of a trace, a line in the log and its metrics.

The caller's X-Request-Id is used if it is safe to log, else a new one is made. The caller's
traceparent (W3C Trace Context) is continued, else a new trace begins; the answer has both.
tracestate is ignored: we add nothing to it and call no other service from here.
"""

import logging
import re
import secrets
import time
from contextlib import ExitStack
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bankagent import logs, metrics
from bankagent.api.http.ids import NUMBER
from bankagent.domain import trace
from bankagent.domain.trace import Trace

log = logging.getLogger(__name__)

CALL_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
NO_ROUTE = "(no route)"
# Machines ask these every few seconds: good answers are logged at DEBUG.
PROBES = {"/livez", "/readyz", "/metrics"}


class AccessLog:
    """Middleware that gives each call its id and its trace, and logs it when it has ended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and add both headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call_id, span = _call_id(Headers(scope=scope)), _span(Headers(scope=scope))
        status, began = HTTPStatus.INTERNAL_SERVER_ERROR.value, time.perf_counter()

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = call_id
                headers["traceparent"] = span.traceparent
            await send(message)

        with ExitStack() as around:
            around.enter_context(trace.within(span))
            around.enter_context(logs.bound(call_id=call_id))
            try:
                await self._app(scope, receive, named)
            finally:
                _record(scope, status, time.perf_counter() - began)


def route_of(scope: Scope) -> str:
    """Return the template of a call's route: never the path, which may hold any text."""
    path = getattr(scope.get("route"), "path", None)
    # A mounted app, such as the pages', knows its routes without the prefix.
    prefix = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    return NO_ROUTE if path is None else f"{prefix}{path}"


def _call_id(headers: Headers) -> str:
    sent = headers.getlist("x-request-id")
    return sent[0] if len(sent) == 1 and CALL_ID.fullmatch(sent[0]) else secrets.token_hex(16)


def _span(headers: Headers) -> Trace:
    sent = headers.getlist("traceparent")
    caller = Trace.parse(sent[0]) if len(sent) == 1 else None
    return caller.child() if caller else Trace.new()


def _record(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in METHODS else "(other)"
    route = route_of(scope)
    with metrics.harmless():
        metrics.CALLS.labels(method, route, str(status)).inc()
        metrics.CALL_SECONDS.labels(method, route).observe(seconds)
    level = logging.INFO
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        level = logging.WARNING
    elif route in PROBES and status < HTTPStatus.BAD_REQUEST:
        level = logging.DEBUG
    fields = {"method": method, "route": route, "status": status} | _request(scope)
    log.log(level, "call", extra=fields | {"duration_ms": round(seconds * 1000, 3)})


def _request(scope: Scope) -> dict[str, int]:
    sent = str(scope.get("path_params", {}).get("request_id", ""))
    return {"request_id": int(sent)} if NUMBER.fullmatch(sent) else {}
