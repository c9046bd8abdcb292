"""Pair of the two sides of a trade, normalised once for its look-ups and its facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from bankagent.domain.exact_json import JsonObject, dumps
from bankagent.facts.breaks.normalise import Normalised, normalise

# Of the trade itself: a match of another trade ends no exception.
IDENTIFIERS = ("uti", "isin", "symbol")


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

    def received(self) -> Iterator[tuple[str, datetime]]:
        """Yield the reason code for lateness and the time of each side that has one."""
        for code, side in (("LATE", self.given.ours), ("CLAT", self.given.theirs)):
            if side is not None and side.received_at is not None:
                yield code, side.received_at

    def content(self) -> JsonObject:
        """Return what settle_jobs compares pairs by, as evaluations and results have it.

        `content_sha256` is of all values of both sides; `trade` has the identifiers of the trade.
        """
        values = [
            one and [{name: one.text(name) for name in one.values}, one.findings, one.is_cancelled]
            for one in (self.ours, self.theirs)
        ]
        named = {
            name: sorted({text for one in self.sides() if (text := one.text(name))})
            for name in IDENTIFIERS
        }
        return {
            "content_sha256": sha256(dumps(values).encode()).hexdigest(),
            "trade": {name: texts for name, texts in named.items() if texts},
            "stage": self.given.stage,
        }

    def records(self) -> JsonObject:
        """Return the source and the record number of each side."""
        ours, theirs = self.given.ours, self.given.theirs
        return {
            "our_source": ours.source if ours else None,
            "our_record": ours.record_number if ours else None,
            "their_source": theirs.source if theirs else None,
            "their_record": theirs.record_number if theirs else None,
        }
