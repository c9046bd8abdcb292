"""The OpenAPI document: every route with its body, its answers and its errors."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bankagent.api import examples
from bankagent.api.schemas import Problem
from bankagent.domain.request_type import RequestType

DESCRIPTION = """\
Requests of an investment bank, decided by policy, with evidence for each step.

Make a request, then ask for its outcome. Numbers in JSON keep their exact decimal value. Every
error is a problem (RFC 9457) that says what to do next and never repeats what was sent. A 503 says
when to come back; a request that was answered with 201 is stored whatever happens then.

Send your key with each call: `Authorization: Bearer bak_caller_…`. A caller sees its own requests;
others do not exist for it. In development the service's own machine needs no key.

Each answer has the id of the call (`X-Request-Id`) and its trace (`traceparent`), in an error too:
an operator finds both in the log. You may send your own.
"""

WHEN = {
    400: "The body is not JSON that this service accepts, or a parameter of the query is unknown.",
    401: "The key is missing or does not work.",
    403: "Who asks may not do this; the detail says why.",
    404: "There is no such request.",
    409: "The state of things forbids it; the detail names what helps.",
    412: "What was read has changed meanwhile: read it again.",
    413: "The body has more than 256 KiB.",
    415: "The body is not application/json in UTF-8.",
    422: "A field, parameter or header is not as it must be; errors lists which and how.",
    503: "The database is away or busy: come back after Retry-After seconds.",
}
HEADERS = {
    "WWW-Authenticate": "Bearer: send a key.",
    "Location": "Where the request is.",
    "ETag": "Stands for these very bytes: send it as If-None-Match when you ask again.",
    "Idempotency-Replayed": "true: nothing new was stored.",
    "Preference-Applied": "The preference that was heard.",
    "Retry-After": "After how many seconds to ask again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of a route's errors; any other is a problem too."""
    described: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": WHEN[status]} for status in statuses
    }
    if HTTPStatus.UNAUTHORIZED in described:
        described[401]["headers"] = _headers("WWW-Authenticate")
    if HTTPStatus.SERVICE_UNAVAILABLE in described:
        described[503]["headers"] = _headers("Retry-After")
    if HTTPStatus.UNPROCESSABLE_ENTITY in described:
        described[422] |= shown(examples.INVALID)
    return described | {"default": {"model": Problem, "description": "Any other error."}}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}


def shown(example: dict[str, Any], *headers: str) -> dict[str, Any]:
    """Return the documentation of an answer: an example of it, and its headers."""
    shown: dict[str, Any] = {"content": {"application/json": {"example": example}}}
    return shown | ({"headers": _headers(*headers)} if headers else {})


def with_any_of(*scopes: str) -> dict[str, Any]:
    """Return the documentation of a route for whose use one of these scopes is enough."""
    return {"security": [{"key": [scope]} for scope in scopes]}


def of_types(schema: dict[str, Any], types: Sequence[RequestType]) -> dict[str, Any]:
    """Say in a body's schema what a request's type and payload may be; return the schema."""
    if "request_type" in schema["properties"]:
        schema["properties"]["request_type"]["enum"] = [known.name for known in types]
    schema["properties"]["payload"]["anyOf"] = [
        known.payload.model_json_schema() for known in types
    ]
    return schema


UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What you have is still the same.", "headers": _headers("ETag")}
}

LIVE: dict[str, Any] = {
    "summary": "Is the process alive?",
    "response_description": "It is.",
    "responses": {200: shown({"status": "alive"})} | problems(),
}

READY: dict[str, Any] = {
    "summary": "Can it take requests?",
    "response_description": "It can.",
    "responses": {200: shown({"status": "ready"})} | problems(503),
}


# On every operation and every answer: api/calls.py takes and gives them.
OF_A_CALL: dict[str, Any] = {
    "X-Request-Id": "The id of this call in the service's log. Taken from the caller where it is 8 "
    "to 64 letters, digits, dots, dashes and underscores; else made.",
    "traceparent": "W3C Trace Context. The caller's trace is gone on with, through the queue and "
    "into the audit trail; without one, or with a malformed one, a trace is begun.",
}


def document(app: FastAPI) -> dict[str, Any]:
    """Return the app's OpenAPI document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
        )
        _show_examples_whole(made, app.routes)
        for operation in _operations(made):
            for parameter in operation.get("parameters", ()):
                _never_null(parameter["schema"])
        _say_what_every_call_has(made)
        for operation in _operations(made):
            # FastAPI adds the bare key to the alternatives that a route names itself.
            named = [one for one in operation.get("security", []) if one != {"key": []}]
            if named:
                operation["security"] = named
        for status, answer in _answers(made):
            if status == "default" or int(status) >= HTTPStatus.BAD_REQUEST:
                # FastAPI puts the schema under the type of the route's good answers.
                parts = answer["content"].values()
                problem = {name: value for part in parts for name, value in part.items()}
                answer["content"] = {"application/problem+json": problem}
        app.openapi_schema = made
    return app.openapi_schema


def _show_examples_whole(made: dict[str, Any], routes: Iterable[Any]) -> None:
    # FastAPI leaves out what is null, which is an answer: put the examples back as they are given.
    for route in routes:
        if inner := getattr(route, "original_router", None):
            _show_examples_whole(made, inner.routes)
        elif route.include_in_schema:
            for method in route.methods:
                shown = made["paths"][route.path][method.lower()]["responses"]
                for status, given in route.responses.items():
                    for kind, content in given.get("content", {}).items():
                        shown[str(status)]["content"][kind] |= content


def _never_null(schema: dict[str, Any]) -> None:
    # A parameter that is None here is one that was not sent: no text of a URL or header is null.
    others = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
    schema.update(others[0] if len(others) == 1 else {"anyOf": others} if others else {})


def _say_what_every_call_has(made: dict[str, Any]) -> None:
    parts = made["components"]
    for name, text in OF_A_CALL.items():
        described = {"description": text, "schema": {"type": "string"}}
        parts.setdefault("headers", {})[name] = described
        parts.setdefault("parameters", {})[name] = {"name": name, "in": "header", **described}
    for operation in _operations(made):
        taken = [{"$ref": f"#/components/parameters/{name}"} for name in OF_A_CALL]
        operation.setdefault("parameters", []).extend(taken)
    for _, answer in _answers(made):
        given = {name: {"$ref": f"#/components/headers/{name}"} for name in OF_A_CALL}
        answer.setdefault("headers", {}).update(given)


def _operations(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in made["paths"].values() for operation in methods.values()]


def _answers(made: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [answer for operation in _operations(made) for answer in operation["responses"].items()]
