"""Portfolio snapshots: what a client held of the instrument that is traded, and of all others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.fx import Rate


@dataclass(frozen=True, slots=True)
class Holding:
    """What a portfolio holds in one currency, in its major units.

    `traded` is the value of the instrument that is traded, below 0 where it is short; `others` is
    the sum of the absolute values of all other positions. The rate is None where none is known.
    """

    traded: Decimal
    others: Decimal
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one trade needs of a snapshot: holdings by currency, the trade's own among them.

    `is_comparable` is false where a position may be the traded instrument or may not: it has an
    ISIN alone, and the trade has none.
    """

    id: int
    as_of: datetime
    is_comparable: bool
    holdings: Mapping[str, Holding]


@dataclass(frozen=True, slots=True)
class PortfolioSnapshots:
    """Snapshots by the request's id; of one request, the one that its payload names.

    A snapshot is there only if it is of the request's client.
    """

    NAME: ClassVar[str] = "portfolio_snapshots"
    version: int | None = None
    snapshots: Mapping[int, Snapshot] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the snapshot of one request, with the version of the rates if it needs any."""
        own = self.snapshots.get(case.request_id)
        return type(self)(
            self.version if own and rates(own) else None, {case.request_id: own} if own else {}
        )

    def own(self) -> Snapshot | None:
        """Return the snapshot of the one request that this is about."""
        return next(iter(self.snapshots.values()), None)

    def versions(self) -> Versions:
        """Return the version of the rates that were used."""
        return versions_of("fx_rates", self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it.

        Amounts are texts: a sum may have more digits than a number of JSON may have here.
        """
        return {
            "version": self.version,
            "snapshots": [
                {
                    "request_id": request_id,
                    "id": one.id,
                    "as_of": one.as_of.isoformat(),
                    "is_comparable": one.is_comparable,
                    "holdings": [_written(*item) for item in one.holdings.items()],
                }
                for request_id, one in self.snapshots.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(
            version,
            {
                one["request_id"]: Snapshot(
                    one["id"],
                    datetime.fromisoformat(one["as_of"]),
                    one["is_comparable"],
                    dict(map(_read, one["holdings"])),
                )
                for one in fields["snapshots"]
            },
        )


def asked(case: Case) -> bool:
    """Return whether a payload names a snapshot."""
    return case.payload.portfolio_snapshot_id is not None


def rates(own: Snapshot) -> list[Rate]:
    """Return the rates that the share of a trade needs; none where all is in one currency."""
    if len(own.holdings) == 1:
        return []
    return [one.rate for one in own.holdings.values() if one.rate]


def oldest_rate(day: date | None, own: Snapshot | None) -> date | None:
    """Return the oldest of this day and of the days of a snapshot's rates; None without any."""
    days = [rate.day for rate in rates(own)] if own else []
    return min([*days, day] if day else days, default=None)


def _written(currency: str, one: Holding) -> JsonObject:
    rate = one.rate
    return {
        "currency": currency,
        "traded": str(one.traded),
        "others": str(one.others),
        "day": rate.day.isoformat() if rate else None,
        "units_for_1_eur": rate.units if rate else None,
    }


def _read(one: dict[str, Any]) -> tuple[str, Holding]:
    day = one["day"]
    rate = Rate(date.fromisoformat(day), Decimal(one["units_for_1_eur"])) if day else None
    return one["currency"], Holding(Decimal(one["traded"]), Decimal(one["others"]), rate)
