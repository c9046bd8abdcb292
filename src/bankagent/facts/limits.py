"""Limits of trading desks and books: up to its limit a trade needs no person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of

SCOPES = ("desk", "book")


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in major units of a currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TradingLimits:
    """Limits by scope (desk, book) and name; of one request, those of its own desk and book."""

    NAME: ClassVar[str] = "trading_limits"
    version: int | None = None
    limits: Mapping[tuple[str, str], Limit] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the limits of the payload's desk and book."""
        keys = asked(case)
        found = {key: self.limits[key] for key in keys if key in self.limits}
        return type(self)(self.version if keys else None, found)

    def of(self, scope: str) -> Limit | None:
        """Return the limit of one request's desk or book."""
        return next((limit for (found, _), limit in self.limits.items() if found == scope), None)

    def currencies(self) -> set[str]:
        """Return the currencies of the limits."""
        return {limit.currency for limit in self.limits.values()}

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of("trading_limits", self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "version": self.version,
            "limits": [
                {"scope": scope, "name": name, "currency": one.currency, "amount": one.amount}
                for (scope, name), one in self.limits.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(
            version,
            {
                (one["scope"], one["name"]): Limit(one["currency"], Decimal(one["amount"]))
                for one in fields["limits"]
            },
        )


def asked(case: Case) -> list[tuple[str, str]]:
    """Return the scopes and names whose limits a payload needs; none where it has no such field."""
    return [(scope, name) for scope in SCOPES if (name := case.given(scope))]


def beside_limit(amounts: Mapping[str, Decimal], name: str | None, limit: Limit | None) -> str:
    """Return an amount beside a limit: within, over, unknown or not_given.

    `amounts` has the amount in each currency in which it is known. A limit in a currency without a
    rate is unknown, as is a name without a limit.
    """
    if name is None:
        return "not_given"
    if limit is None or limit.currency not in amounts:
        return "unknown"
    return "within" if amounts[limit.currency] <= limit.amount else "over"
