"""What routes say of themselves in the OpenAPI document: their bodies, answers and errors."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from bankagent.api import examples
from bankagent.api.schemas import Created, NewRequest, Problem, Waiting
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
    503: "The database is away or busy: come back after Retry-After seconds.",
}
HEADERS = {
    "WWW-Authenticate": "Bearer: send a key.",
    "Location": "Where the request is.",
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


def body(types: Sequence[RequestType]) -> dict[str, Any]:
    """Return the documentation of a new request's body: the payload is one of the types'."""
    schema = of_types(NewRequest.model_json_schema(), types)
    examples = {
        known.name: {
            "summary": known.description,
            "value": {
                "client_id": "CUST-1042",
                "request_type": known.name,
                "payload": dict(known.example),
            },
        }
        for known in types
    }
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


CREATED: dict[str, Any] = {
    "summary": "Make a request",
    "response_description": "Stored and queued.",
    "responses": {
        201: shown(examples.CREATED, "Location"),
        200: shown(examples.CREATED, "Location", "Idempotency-Replayed")
        | {
            "model": Created,
            "description": "The Idempotency-Key was used before with this body: that request.",
        },
    }
    | problems(400, 401, 403, 409, 413, 415, 422, 503),
}

PROCESSED: dict[str, Any] = {
    "summary": "Wait for a request's outcome",
    "response_description": "Decided, or waiting for people or for the caller (decision is null).",
    "responses": {
        200: shown(examples.PROCESSED, "Preference-Applied"),
        202: shown(examples.WAITING, "Location", "Retry-After", "Preference-Applied")
        | {
            "model": Waiting,
            "description": "No outcome in the time that the caller would wait.",
        },
    }
    | problems(400, 401, 403, 404, 409, 503),
}

READ: dict[str, Any] = {
    "summary": "Read a request",
    "response_description": "The request with its story.",
    "responses": {200: shown(examples.STORY)} | problems(400, 401, 403, 404, 503),
}

TRAIL: dict[str, Any] = {
    "summary": "Read a request's audit trail",
    "response_description": "The whole trail.",
    "responses": {200: shown(examples.TRAIL)} | problems(400, 401, 403, 404, 503),
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
