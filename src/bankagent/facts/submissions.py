"""Submissions: when a request came in, and how many of the same client were the same before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.fx import BASE

# store/decisions/submissions.sql has the same window.
WINDOW = timedelta(hours=24)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Submission:
    """The time of a request (UTC), and the earlier requests of its client with its economics.

    `is_covered` is false where the client sent so many that not all of the window were compared.
    """

    received_at: datetime
    same_before: tuple[int, ...] = ()
    is_covered: bool = True


@dataclass(frozen=True, slots=True)
class Submissions:
    """Submissions by the request's id; of one request, its own."""

    NAME: ClassVar[str] = "submissions"
    found: Mapping[int, Submission] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the submission of one request."""
        own = self.found.get(case.request_id)
        return type(self)({case.request_id: own} if own else {})

    def own(self) -> Submission | None:
        """Return the submission of the one request that this is about."""
        return next(iter(self.found.values()), None)

    def versions(self) -> Versions:
        """Return no version: requests are no reference data."""
        return {}

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            str(id_): {
                "received_at": one.received_at.isoformat(),
                "same_before": one.same_before,
                # Written where it says something: an evaluation is stored for each request.
                **({} if one.is_covered else {"is_covered": False}),
            }
            for id_, one in self.found.items()
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        fields = cast(dict[str, Any], recorded)
        return cls(
            {
                int(id_): Submission(
                    datetime.fromisoformat(one["received_at"]),
                    tuple(one["same_before"]),
                    one.get("is_covered", True),
                )
                for id_, one in fields.items()
            }
        )


def asked(case: Case) -> bool:
    """Return whether the facts of a payload depend on when it came in or on the ones before it."""
    trade = case.payload
    return (
        is_whole(trade)
        # A limit may be in another currency: then the age of its rate counts from the receipt.
        or (trade.trade_date is None and not trade.desk is trade.book is None)
        or trade.executed_at is not None
        or trade.portfolio_snapshot_id is not None
        or (trade.trade_date is None and trade.currency != BASE)
    )


def is_whole(trade: Any) -> bool:
    """Return whether a trade says enough to be told from another one of the same notional."""
    return None not in (trade.side, trade.quantity, trade.price)


def duplicate(own: Submission | None, trade: Any) -> str:
    """Return whether the client sent the same trade in the 24 hours before.

    The word is yes, no, unknown (not all of them were compared, or none), or not_given where the
    trade has no side, quantity or price.
    """
    if not is_whole(trade):
        return "not_given"
    if own is None:
        return "unknown"
    if own.same_before:
        return "yes"
    return "no" if own.is_covered else "unknown"


def capture(own: Submission | None, executed: datetime | None) -> tuple[str, int]:
    """Return whether the capture delay is known, and the delay in whole minutes, rounded down.

    The word is known, future (executed after it was received), unknown or not_given; without a
    delay the number is 0.
    """
    if executed is None:
        return "not_given", 0
    if own is None:
        return "unknown", 0
    if executed > own.received_at:
        return "future", 0
    return "known", (own.received_at - executed) // A_MINUTE
