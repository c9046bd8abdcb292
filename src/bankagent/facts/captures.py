"""Captures beside the trades that we have: new, amended, cancelled, the same, contradicting."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions

# What two sources must agree on, where both say it; each has its own desks, books and times.
ECONOMIC = (
    "symbol", "isin", "side", "quantity", "price", "notional", "currency", "trade_date",
    "settlement_date", "counterparty_lei",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TradeNow:
    """The latest version of a trade that we have, and the requests that captured and reviewed it.

    `is_of_client`: its client is the one of the capture. `trade` is in normalised form; None where
    the trade is cancelled.
    """

    number: int
    version: int
    uti: str | None
    source: str
    record_number: str
    is_of_client: bool
    captured_by: int
    reviewed_by: int | None
    trade: JsonObject | None


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades that we have by the request's id; of one request, the one that it is about."""

    NAME: ClassVar[str] = "trades"
    found: Mapping[int, TradeNow] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the trade that one request is about."""
        own = self.found.get(case.request_id)
        return type(self)({case.request_id: own} if own else {})

    def own(self) -> TradeNow | None:
        """Return the trade that the one request is about."""
        return next(iter(self.found.values()), None)

    def versions(self) -> Versions:
        """Return no version: trades are no reference data."""
        return {}

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {str(id_): asdict(one) for id_, one in self.found.items()}

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        fields = cast(dict[str, Any], recorded)
        return cls({int(id_): TradeNow(**one) for id_, one in fields.items()})


def relation(capture: Any, ours: TradeNow | None) -> str:
    """Return how a capture stands to the trade that we have.

    It is first, same (nothing changes), amends, cancels, contradicts, unknown (what it amends or
    cancels is not there) or cancelled (the trade was cancelled before).
    """
    if ours is None:
        return "first" if capture.action == "new" else "unknown"
    if ours.trade is None:
        return "same" if capture.action == "cancel" else "cancelled"
    own_record = (capture.source, capture.record_number) == (ours.source, ours.record_number)
    if not ours.is_of_client or (capture.action != "new" and not own_record):
        return "contradicts"
    if capture.action == "cancel":
        return "cancels"
    if not differences(capture, ours):
        return "same"
    return "amends" if capture.action == "amend" else "contradicts"


def differences(capture: Any, ours: TradeNow | None) -> list[str]:
    """Return the fields in which a capture differs from the trade that we have.

    A record of the same source is compared whole, that of another one where both say something.
    """
    if ours is None or ours.trade is None or capture.trade is None:
        return []
    theirs = capture.trade.normalised()
    if (capture.source, capture.record_number) == (ours.source, ours.record_number):
        names = sorted({*theirs, *ours.trade})
        uti = ["uti"] if capture.uti and ours.uti and capture.uti != ours.uti else []
        return uti + [name for name in names if theirs.get(name) != ours.trade.get(name)]
    both = [name for name in ECONOMIC if name in theirs and name in ours.trade]
    return [name for name in both if theirs[name] != ours.trade[name]]
