"""Settlement of an attempt: the request that it saw, and what is to be recorded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from bankagent.domain.evaluation import Evaluation
from bankagent.domain.exact_json import JsonObject


@dataclass(frozen=True, slots=True)
class ClaimedRequest:
    """A request as an attempt sees it; the payload is JSON text that is not trusted."""

    request_id: int
    client_id: str
    request_type: str
    payload: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A request that a decision causes, and the reason in words; both audit trails say it.

    It is submitted in the transaction of the decision, in the name of the maker of its cause.
    """

    client_id: str
    request_type: str
    payload: JsonObject
    reason: str


@dataclass(frozen=True, slots=True)
class TradeVersion:
    """A version of a trade to be stored with the approval of its capture.

    The number is None for a new trade, which gets one; `trade` is in normalised form, and None
    where the action is cancel.
    """

    number: int | None
    version: int
    action: str
    uti: str | None
    source: str
    record_number: str
    trade: JsonObject | None


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from a decision, in its own transaction."""

    follow_ups: tuple[FollowUp, ...] = ()
    trade: TradeVersion | None = None

    def as_json(self) -> JsonObject:
        """Return it as settle_jobs takes it and approvals show it."""
        found: JsonObject = {}
        if self.follow_ups:
            found["follow_ups"] = [asdict(one) for one in self.follow_ups]
        if self.trade:
            found["trade"] = asdict(self.trade)
        return found


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of an attempt that decided: status is processed, awaiting_approval or needs_info.

    decision is approved or rejected, and only with processed; result is what callers are shown.
    `causes` is by decision: what follows is submitted and stored with it. Where people decide, it
    waits for their decision.
    """

    status: str
    decision: str | None
    evaluation: Evaluation
    result: JsonObject
    causes: Mapping[str, Follows] = field(default_factory=dict)
