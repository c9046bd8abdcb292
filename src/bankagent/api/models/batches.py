"""Many requests in one call, as callers send them and see them stored."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bankagent.api.models.requests import KEY, JsonObject, NewRequest, Status
from bankagent.domain import exact_json
from bankagent.domain.json_limits import MOST_BYTES, MOST_DEPTH, Limits

MOST_ITEMS = 500
# Around each item stand two levels more than around a request that comes alone.
LIMITS = Limits(bytes=4 * 1024 * 1024, depth=MOST_DEPTH + 2)


def _not_too_long(payload: JsonObject) -> JsonObject:
    if len(exact_json.dumps(payload).encode()) > MOST_BYTES:
        raise ValueError(f"must have at most {MOST_BYTES} bytes")
    return payload


def _not_too_many(items: Any) -> Any:
    # Before the items are looked at: 4 MiB hold a million of them.
    if isinstance(items, list) and not 1 <= len(items) <= MOST_ITEMS:
        raise ValueError(f"must have 1 to {MOST_ITEMS} items")
    return items


class BatchItem(NewRequest):
    """One request of a batch."""

    payload: Annotated[JsonObject, AfterValidator(_not_too_long)] = Field(
        description="What the type asks for, as in POST /requests; at most 256 KiB."
    )
    idempotency_key: str | None = Field(
        default=None,
        pattern=KEY,
        description="As the header Idempotency-Key of a request that comes alone.",
    )


class NewBatch(BaseModel):
    """Requests that are to be stored together."""

    model_config = ConfigDict(extra="forbid")

    requests: Annotated[list[BatchItem], BeforeValidator(_not_too_many)] = Field(
        min_length=1, max_length=MOST_ITEMS, description="1 to 500 requests."
    )


class Stored(BaseModel):
    """What became of one item."""

    request_id: int = Field(description="Its stable number.")
    status: Status = Field(description="Its status; received for a new one.")
    replayed: bool = Field(
        description="Whether its idempotency_key stood for this request already: nothing new."
    )


class BatchStored(BaseModel):
    """What became of a batch: one row for each item, in the order of the items."""

    requests: list[Stored]
