"""Conversion of amounts by rates against the euro, as the ECB publishes them.

A conversion names its rates, their day and its method. It is exact and then rounded once, half to
even, to 10 places or to as many as 28 digits leave.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts import limits
from bankagent.facts.exact import EXACT_DIGITS

BASE = "USD"
EURO = "EUR"
DIGITS = 28
PLACES = 10
RATE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """The units of a currency for 1 EUR on a day."""

    day: date
    units: Decimal


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in the base currency, and how it came about.

    `method` is same (no rate was needed), direct (one rate) or cross (two rates, through the euro);
    `rate` is the units of the base currency for 1 unit, rounded to 12 digits; `day` is that of the
    older rate, None where no rate was needed.
    """

    amount: Decimal
    method: str
    rate: Decimal
    day: date | None


def convert(
    amount: Decimal, currency: str, rates: Mapping[str, Rate], to: str = BASE
) -> Conversion | None:
    """Return an amount in another currency; None where a rate for it is missing.

    Example: 100 GBP at 0.85 GBP and 1.1 USD for 1 EUR is 129.4117647059 USD, by a cross.
    """
    if currency == to:
        return Conversion(amount, "same", Decimal(1), None)
    used = {name: rates.get(name) for name in (currency, to) if name != EURO}
    found = [rate for rate in used.values() if rate]
    if len(found) < len(used):
        return None
    out_of = rates[currency].units if currency != EURO else Decimal(1)
    into = rates[to].units if to != EURO else Decimal(1)
    with localcontext(prec=RATE_DIGITS, rounding=ROUND_HALF_EVEN):
        rate = into / out_of
    return Conversion(
        amount=_product(amount, into, out_of),
        method="direct" if len(found) == 1 else "cross",
        rate=rate,
        day=min(rate.day for rate in found),
    )


def _product(amount: Decimal, into: Decimal, out_of: Decimal) -> Decimal:
    # In whole numbers: a quotient of 64 digits that is rounded again may be off by a last place.
    (a, b), (c, d), (e, f) = (one.as_integer_ratio() for one in (amount, into, out_of))
    top, bottom = a * c * f, b * d * e
    places = max(min(PLACES, DIGITS - len(str(abs(top) // bottom))), 0)
    whole, rest = divmod(top * 10**places, bottom)
    if rest * 2 > bottom or (rest * 2 == bottom and whole % 2):
        whole += 1
    with localcontext(prec=EXACT_DIGITS):
        return Decimal(whole).scaleb(-places).normalize() + 0


@dataclass(frozen=True, slots=True)
class FxRates:
    """Rates by currency and the day that was asked for, None for the newest.

    A rate is of that day, or of the last day before it that has one. Of one request, those of its
    currency, of USD and of its limits. `limited_in` has the currency of each limit that a trade of
    the batch has, by scope and name.
    """

    NAME: ClassVar[str] = "fx_rates"
    version: int | None = None
    rates: Mapping[tuple[str, date | None], Rate] = field(default_factory=dict)
    source: str | None = None
    limited_in: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the rates between the payload's currency and the others on its trade date."""
        return self.of(asked(case, self.limited_in))

    def of(self, keys: Iterable[tuple[str, date | None]]) -> Self:
        """Return the rates of these currencies and days, each once."""
        wanted = dict.fromkeys(keys)
        found = {key: self.rates[key] for key in wanted if key in self.rates}
        used = bool(wanted)
        return type(self)(self.version if used else None, found, self.source if used else None)

    def on(self, day: date | None) -> dict[str, Rate]:
        """Return the rates by currency that were asked for this day."""
        return {currency: rate for (currency, of), rate in self.rates.items() if of == day}

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of("fx_rates", self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "version": self.version,
            "source": self.source,
            "rates": [
                {
                    "currency": currency,
                    "asked": of.isoformat() if of else None,
                    "day": rate.day.isoformat(),
                    "units_for_1_eur": rate.units,
                }
                for (currency, of), rate in self.rates.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(version, dict(map(_read, fields["rates"])), fields["source"])


def asked(case: Case, limited_in: Mapping[tuple[str, str], str]) -> list[tuple[str, date | None]]:
    """Return the currencies and the day whose rates a payload needs; none in one currency alone.

    An amount is converted into the base currency, and into the currencies of its limits. A payload
    has `currency`; without a `trade_date` the newest rates are asked for.
    """
    currency: str = case.payload.currency
    used = {currency, BASE, *(limited_in[key] for key in limits.asked(case) if key in limited_in)}
    if len(used) == 1:
        return []
    day: date | None = case.given("trade_date")
    return [(one, day) for one in sorted(used) if one != EURO]


def _read(one: dict[str, Any]) -> tuple[tuple[str, date | None], Rate]:
    of = date.fromisoformat(one["asked"]) if one["asked"] else None
    rate = Rate(date.fromisoformat(one["day"]), Decimal(one["units_for_1_eur"]))
    return (one["currency"], of), rate
