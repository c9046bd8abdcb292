"""Call of a model under way: what is known once it has begun, and why one may not begin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# Provider of the offline model, as sql/data/models.sql lists it; its answers are quotes alone.
EMBEDDED = "embedded"


class CallRefused(Exception):
    """A call of a model may not begin, now or later; `reason` is a code of the database.

    The text is one sentence for people: what is in its way, and what to do.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(slots=True)
class BegunCall:
    """A call that may be made now.

    Whoever makes it sets `tokens` (sent, answered, cached) where the provider counted them. The
    budget has set the rest: `call_id` of model_call_starts, `cost` once the call has ended, and
    `arguments` with the exact text of each tool call in the answer, by its id.
    """

    call_id: int | None = None
    provider: str | None = None
    tokens: tuple[int, int, int] | None = None
    cost: Decimal | None = None
    arguments: Mapping[str, str] = field(default_factory=dict, repr=False)
