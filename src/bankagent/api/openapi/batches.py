"""How a batch looks in the OpenAPI document."""

from collections.abc import Sequence
from typing import Any

from bankagent.api.models.batches import BatchItem, BatchStored, NewBatch
from bankagent.api.openapi.describe import of_types, problems, shown
from bankagent.domain.request_type import RequestType

STORED: dict[str, Any] = {
    "requests": [
        {"request_id": 1, "status": "received", "replayed": False},
        {"request_id": 2, "status": "received", "replayed": False},
    ]
}
REPLAYED: dict[str, Any] = {
    "requests": [
        {"request_id": 1, "status": "processed", "replayed": True},
        {"request_id": 2, "status": "received", "replayed": True},
    ]
}
INVALID: dict[str, Any] = {
    "type": "urn:bankagent:problem:invalid-request",
    "title": "Invalid request",
    "status": 422,
    "detail": "Nothing was stored: the errors name what is wrong.",
    "errors": [
        {"field": "requests[3].payload.side", "expected": "must be buy, sell or sell_short"}
    ],
}

_PROBLEMS = problems(400, 401, 403, 409, 413, 415, 422, 429, 503)
_PROBLEMS[413]["description"] = "The body has more than 4 MiB."
_PROBLEMS[422] |= shown(INVALID)

BATCH: dict[str, Any] = {
    "summary": "Make many requests together",
    "response_description": "All of them are stored and queued.",
    "responses": {
        201: shown(STORED),
        200: shown(REPLAYED, "Idempotency-Replayed")
        | {
            "model": BatchStored,
            "description": "Each idempotency_key was used before with its item: those requests.",
        },
    }
    | _PROBLEMS,
}


def batch_body(types: Sequence[RequestType]) -> dict[str, Any]:
    """Return the documentation of a batch's body."""
    schema = NewBatch.model_json_schema()
    del schema["$defs"]
    schema["properties"]["requests"]["items"] = of_types(BatchItem.model_json_schema(), types)
    known = types[0]
    items = [
        {
            "client_id": "CUST-1042",
            "request_type": known.name,
            "payload": dict(known.example),
            "idempotency_key": key,
        }
        for key in ("trade-7f3a9c", "trade-7f3a9d")
    ]
    examples = {"two": {"summary": "Two requests.", "value": {"requests": items}}}
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}
