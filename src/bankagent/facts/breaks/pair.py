"""Pair of the two sides of a trade, normalised once for its look-ups and its facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.breaks.normalise import Normalised, normalise

# Amounts of a policy have at most 28 digits, 10 of them after the point.
BEYOND = Decimal(10) ** 18
A_TEN_BILLIONTH = Decimal("0.0000000001")
EXACT_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Exposure:
    """The amount that is at stake, in major units of its currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides in one spelling, one of which may be missing; `given` is the payload."""

    given: Any
    ours: Normalised | None
    theirs: Normalised | None

    @classmethod
    def of(cls, payload: Any) -> "Pair":
        """Return the pair of a payload."""
        ours, theirs = (one and normalise(one) for one in (payload.ours, payload.theirs))
        return cls(payload, ours, theirs)

    def sides(self) -> Iterator[Normalised]:
        """Yield the sides that there are, ours first."""
        yield from (one for one in (self.ours, self.theirs) if one)

    def text(self, name: str) -> str | None:
        """Return the text of a field, ours before theirs; None where no side has it."""
        return next((text for one in self.sides() if (text := one.text(name))), None)

    def day(self, name: str) -> date | None:
        """Return a date, ours before theirs; None where no side has it."""
        return next((day for one in self.sides() if (day := one.day(name))), None)

    @property
    def value_date(self) -> date | None:
        """The day from which a break ages: of settlement, else of the trade."""
        return self.day("settlement_date") or self.day("trade_date")

    @property
    def currency(self) -> str | None:
        """The currency of the exposure: the payload's own, else that of a side."""
        return self.given.currency or self.text("currency")

    def received(self) -> Iterator[tuple[str, datetime]]:
        """Yield the reason code for lateness and the time of each side that has one."""
        for code, side in (("LATE", self.given.ours), ("CLAT", self.given.theirs)):
            if side is not None and side.received_at is not None:
                yield code, side.received_at

    def exposure(self) -> Exposure | None:
        """Return what is at stake; None where no side has an amount and a currency.

        It is the payload's own amount, else the larger settlement amount, else the larger quantity
        times price.
        """
        own = self.given.exposure
        found = [own] if own is not None else [*self._amounts()] or [*self._products()]
        largest = max(map(abs, found), default=BEYOND)
        if self.currency is None or largest >= BEYOND:
            return None
        return Exposure(largest, self.currency)

    def _amounts(self) -> Iterator[Decimal]:
        for side in self.sides():
            amount = side.amount("settlement_amount")
            if amount is not None:
                yield amount

    def _products(self) -> Iterator[Decimal]:
        with localcontext(prec=EXACT_DIGITS):
            for side in self.sides():
                quantity, price = side.amount("quantity"), side.amount("price")
                if quantity is not None and price is not None:
                    yield (quantity * price).quantize(A_TEN_BILLIONTH).normalize()

    def records(self) -> JsonObject:
        """Return the source and the record number of each side."""
        ours, theirs = self.given.ours, self.given.theirs
        return {
            "our_source": ours.source if ours else None,
            "our_record": ours.record_number if ours else None,
            "their_source": theirs.source if theirs else None,
            "their_record": theirs.record_number if theirs else None,
        }
