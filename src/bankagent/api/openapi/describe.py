"""What routes say of themselves in the OpenAPI document: their bodies, answers and errors."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from bankagent.api.models.requests import Problem
from bankagent.api.openapi import examples
from bankagent.domain.request_type import RequestType

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
    429: "You have as many of these under way as one caller may: let one end first.",
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
    for later in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} & set(described):
        described[later]["headers"] = _headers("Retry-After")
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
