"""Descriptions of routes for OpenAPI: bodies, answers and errors, with the models' examples.

As a route uses them: `responses=shown(201, Created, "Location") | problems(400, 401)` and
`openapi_extra=takes(NewRequest)`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from bankagent.api.models.common import Answer, Body, JsonObject, inlined
from bankagent.api.models.problems import Problem

Described = dict[str, Any]
Responses = dict[int | str, Described]

WHEN = {
    400: "The body is not JSON that this service accepts, or the query has an unknown parameter.",
    401: "The key is missing or does not work.",
    403: "The caller may not do this; the detail says why.",
    404: "There is no such {missing}.",
    409: "The request's state forbids this; the detail says what helps.",
    412: "The approval has changed since it was read: read it again.",
    413: "The body has more than {longest}.",
    415: "The body is not {takes}.",
    422: "A field, header or query parameter is invalid; errors lists each one and what is "
    "expected.",
    429: "The caller has as many of these under way as one caller may: let one end first.",
    503: "The database is unreachable or busy: try again after Retry-After seconds.",
}
HEADERS = {
    "WWW-Authenticate": "Bearer: send a key.",
    "Location": "The path of what was stored.",
    "ETag": "The digest of this answer: send it as If-None-Match when you ask again.",
    "Idempotency-Replayed": "true: nothing new was stored.",
    "Preference-Applied": "The preference that was applied.",
    "Retry-After": "The number of seconds after which to ask again.",
}


def shown(
    status: int,
    model: type[Answer],
    *headers: str,
    example: JsonObject | None = None,
    description: str | None = None,
) -> Responses:
    """Return the description of an answer: the model's example, or another, and its headers.

    `description` is for an answer beside the route's usual one, which has its own model.
    """
    described: Described = {"content": _json_example(example or model.EXAMPLE)}
    if headers:
        described["headers"] = _headers(*headers)
    if description:
        described |= {"model": model, "description": description}
    return {status: described}


def text(status: int, media_type: str, example: str) -> Responses:
    """Return the description of an answer that is text, not JSON."""
    content = {media_type: {"schema": {"type": "string"}, "example": example}}
    return {status: {"content": content}}


def empty(status: int, description: str) -> Responses:
    """Return the description of an answer without a body."""
    return {status: {"description": description}}


def takes(model: type[Body]) -> Described:
    """Return the description of a route's body, with the model's examples.

    FastAPI cannot make it: http/body.py reads the body, after the caller is known.
    """
    content = {"schema": inlined(model.model_json_schema()), "examples": model.EXAMPLES}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def takes_bytes(examples: Mapping[str, str]) -> Described:
    """Return the description of a body that is a file: an example for each media type.

    An empty example stands for bytes, which no example can show.
    """
    content = {
        media_type: {"schema": {"type": "string"}, "example": example}
        if example
        else {"schema": {"type": "string", "format": "binary"}}
        for media_type, example in examples.items()
    }
    return {"requestBody": {"required": True, "content": content}}


def problems(
    *statuses: int,
    longest: str = "256 KiB",
    invalid: JsonObject = Problem.EXAMPLE,
    missing: str = "request",
    takes: str = "application/json in UTF-8",
) -> Responses:
    """Return the descriptions of a route's errors; `default` stands for all other errors.

    `longest` is the limit of the body, `invalid` the example of a 422, `missing` what a 404 misses,
    `takes` what a 415 is not.
    """
    described: Responses = {
        status: {
            "model": Problem,
            "description": WHEN[status].format(longest=longest, missing=missing, takes=takes),
        }
        for status in statuses
    }
    if HTTPStatus.UNAUTHORIZED in described:
        described[401]["headers"] = _headers("WWW-Authenticate")
    for later in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} & set(described):
        described[later]["headers"] = _headers("Retry-After")
    if HTTPStatus.UNPROCESSABLE_ENTITY in described:
        described[422]["content"] = _json_example(invalid)
    return described | {"default": {"model": Problem, "description": "Any other error."}}


def unchanged() -> Responses:
    """Return the description of 304, for answers that have an ETag."""
    return {304: {"description": "Your copy is still current.", "headers": _headers("ETag")}}


def any_scope_of(*scopes: str) -> Described:
    """Return the description of a route for which one of these scopes is enough."""
    return {"security": [{"key": [scope]} for scope in scopes]}


def _json_example(example: JsonObject) -> Described:
    return {"application/json": {"example": example}}


def _headers(*names: str) -> Described:
    return {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}
