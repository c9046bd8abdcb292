"""How the requests' routes look in the OpenAPI document."""

from collections.abc import Sequence
from typing import Any

from bankagent.api.models.requests import Created, NewRequest, Waiting
from bankagent.api.openapi import examples
from bankagent.api.openapi.describe import UNCHANGED, of_types, problems, shown
from bankagent.domain.request_type import RequestType

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
    "responses": {200: shown(examples.STORY, "ETag")}
    | UNCHANGED
    | problems(400, 401, 403, 404, 503),
}

TRAIL: dict[str, Any] = {
    "summary": "Read a request's audit trail",
    "response_description": "The whole trail.",
    "responses": {200: shown(examples.TRAIL, "ETag")}
    | UNCHANGED
    | problems(400, 401, 403, 404, 503),
}


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
