"""Submission of a request: what a caller sends, and what the database answers for it."""

from dataclasses import dataclass
from typing import Literal

from bankagent.domain.exact_json import JsonObject
from bankagent.domain.request_status import Status

# One batch: so many requests, and so many bytes of JSON.
MOST_IN_A_BATCH = 500
MOST_BATCH_BYTES = 4 * 1024 * 1024

SubmitDisposition = Literal["created", "replayed", "conflict"]


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that is to be stored; `actor` becomes its maker.

    `on_behalf_of` names the person for whom a system submits, who then never votes on the request.

    Its job goes on in the trace that `traceparent` (W3C) names.
    """

    client_id: str
    request_type: str
    payload: JsonObject
    actor: str
    idempotency_key: str | None = None
    traceparent: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The database's answer for a submission.

    `item` counts from 0 in its batch; `disposition` is created, replayed (same key and body: the
    same request again) or conflict (same key, another body: nothing was stored).
    """

    item: int
    request_id: int
    status: Status
    disposition: SubmitDisposition
