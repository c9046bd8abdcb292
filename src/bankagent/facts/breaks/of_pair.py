"""Looked-up values that other request types have too, as a pair of sides needs them.

A pair has two instruments and ages over calendars; its rates are those of its exposure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar, Self

from bankagent.domain.known import Case
from bankagent.facts.breaks.exposure import exposures
from bankagent.facts.breaks.pair import Pair
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates, asked
from bankagent.facts.markets import OF_CURRENCY, calendars_of
from bankagent.facts.restricted import RestrictedInstruments

# A cut-off may be on the next business day; no calendar has a longer row of holidays.
BEYOND = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Exposed:
    """An exposure of a pair in the form in which rates are asked for: as a trade."""

    currency: str
    trade_date: date | None
    desk: None = None
    book: None = None

    @classmethod
    def cases(cls, case: Case) -> list[Case]:
        """Return the request once for each currency of its exposures."""
        pair: Pair = case.payload.pair
        day = pair.day("trade_date")
        currencies = dict.fromkeys(one.currency for one in exposures(pair))
        return [Case(case.request_id, case.client_id, cls(one, day)) for one in currencies]


@dataclass(frozen=True, slots=True)
class PairRates(FxRates):
    """Rates of exposures, on the trade date or the newest."""

    NAME: ClassVar[str] = "pair_rates"

    def part(self, case: Case) -> Self:
        """Return the rates from the currencies of the exposures into the base currency."""
        return self.of(key for one in Exposed.cases(case) for key in asked(one, {}))


@dataclass(frozen=True, eq=False)
class PairCalendars(BusinessCalendars):
    """Calendars of markets and currencies, from the value date of a pair until today."""

    NAME: ClassVar[str] = "pair_calendars"
    until: date = date.min

    def part(self, case: Case) -> Self:
        """Return the calendars of the payload's market and currency, about the days of the pair."""
        pair: Pair = case.payload.pair
        days = [day for day in (pair.day("trade_date"), pair.value_date) if day]
        names = [one for one in names_of(pair) if days and one in self.calendars]
        if not names:
            return type(self)()
        last = max(*days, self.until)
        last = last + BEYOND if date.max - last > BEYOND else date.max
        found = {name: self.calendars[name].between(min(days), last) for name in names}
        return type(self)(self.version, found)


def names_of(pair: Pair) -> tuple[str, ...]:
    """Return the names of the calendars of a pair: of its market, else of its currency alone."""
    currency = pair.text("currency") or pair.given.currency or ""
    found = calendars_of(pair.given.market, currency)
    if found or pair.given.market is not None:
        return found
    return tuple(one for one in (OF_CURRENCY.get(currency),) if one)


@dataclass(frozen=True, slots=True)
class PairRestrictions(RestrictedInstruments):
    """Restrictions of the instruments of both sides."""

    NAME: ClassVar[str] = "pair_restrictions"
    restrictions: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the restrictions of both sides' instruments."""
        keys = identifiers_of(case.payload.pair)
        found = {key: self.restrictions[key] for key in keys if key in self.restrictions}
        return type(self)(self.version, found)


def identifiers_of(pair: Pair) -> Iterable[tuple[str, str]]:
    """Return the types and identifiers that are on the list; symbols stand there in capitals."""
    found = [
        (type_, text)
        for side in pair.sides()
        for type_ in ("isin", "symbol")
        if (text := side.text(type_))
    ]
    return dict.fromkeys(found)
