"""Batches: many requests in one call, as callers send them and see them stored."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field

from bankagent import catalog
from bankagent.api.models.common import Answer, Body, JsonObject, a_payload
from bankagent.api.models.problems import Problem
from bankagent.api.models.requests import NewRequest
from bankagent.api.models.texts import IdempotencyKey
from bankagent.domain import exact_json
from bankagent.domain.json_limits import MOST_BYTES, MOST_DEPTH, Limits
from bankagent.domain.request_status import Status
from bankagent.domain.submission import MOST_BATCH_BYTES, MOST_IN_A_BATCH, Accepted

# A batch adds two levels around each item, which alone may be as deep as a single request.
LIMITS = Limits(bytes=MOST_BATCH_BYTES, depth=MOST_DEPTH + 2)
INVALID = Problem.EXAMPLE | {
    "detail": "Nothing was stored: the errors name what is wrong.",
    "errors": [
        {"field": "requests[3].payload.side", "expected": "must be buy, sell or sell_short"}
    ],
}


def _not_too_long(payload: JsonObject) -> JsonObject:
    if len(exact_json.dumps(payload).encode()) > MOST_BYTES:
        raise ValueError(f"must have at most {MOST_BYTES} bytes")
    return payload


def _not_too_many(items: Any) -> Any:
    # Counted before the items are validated: 4 MiB can hold a million of them.
    if isinstance(items, list) and not 1 <= len(items) <= MOST_IN_A_BATCH:
        raise ValueError(f"must have 1 to {MOST_IN_A_BATCH} items")
    return items


def _item(idempotency_key: str) -> JsonObject:
    known = catalog.TYPES[0]
    return {
        "client_id": "CUST-1042",
        "request_type": known.name,
        "payload": dict(known.example),
        "idempotency_key": idempotency_key,
    }


class BatchItem(NewRequest):
    """One request of a batch."""

    payload: Annotated[JsonObject, AfterValidator(_not_too_long)] = Field(
        description="What the type asks for, as in POST /requests; at most 256 KiB.",
        json_schema_extra=a_payload(),
    )
    idempotency_key: IdempotencyKey | None = Field(
        default=None,
        description="The same as the header Idempotency-Key of a single request.",
    )


class NewBatch(Body):
    """Requests that are to be stored together."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "two": {
            "summary": "Two requests.",
            "value": {"requests": [_item("trade-7f3a9c"), _item("trade-7f3a9d")]},
        }
    }

    requests: Annotated[list[BatchItem], BeforeValidator(_not_too_many)] = Field(
        min_length=1, max_length=MOST_IN_A_BATCH, description="1 to 500 requests."
    )


class Stored(Answer):
    """A stored item of a batch."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "status": "received", "replayed": False}

    request_id: int = Field(description="The request's stable number.")
    status: Status = Field(description="The request's status; received for a new one.")
    replayed: bool = Field(
        description="Whether the idempotency_key was used before with this item: nothing new was "
        "stored."
    )


class BatchStored(Answer):
    """A stored batch: one row for each item, in the order of the items."""

    EXAMPLE: ClassVar[JsonObject] = {
        "requests": [Stored.EXAMPLE, Stored.EXAMPLE | {"request_id": 2}]
    }
    REPLAYED: ClassVar[JsonObject] = {
        "requests": [
            {"request_id": 1, "status": "processed", "replayed": True},
            {"request_id": 2, "status": "received", "replayed": True},
        ]
    }

    requests: list[Stored]

    @classmethod
    def of(cls, accepted: list[Accepted]) -> Self:
        """Return the database's answers for the items as callers see them."""
        return cls(
            requests=[
                Stored(
                    request_id=one.request_id,
                    status=one.status,
                    replayed=one.disposition == "replayed",
                )
                for one in accepted
            ]
        )
