"""Tolerances: by how much two values of a field may differ, for each asset class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import ClassVar, Self

from bankagent.domain.currencies import MINOR_DIGITS
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.breaks.comparison import Applied
from bankagent.facts.breaks.fields import AMOUNTS
from bankagent.facts.exact import EXACT_DIGITS, ONE_IN_A_BASIS_POINT

ANY = "any"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The largest difference that is tolerated, in a unit: see `covers`."""

    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Tolerances by field and asset class; of one request, those of its own asset class."""

    NAME: ClassVar[str] = "tolerances"
    version: int | None = None
    rows: Mapping[tuple[str, str], Tolerance] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the rows that may apply to a payload."""
        wanted = {ANY, case.payload.asset_class}
        rows = {
            key: row for key, row in self.rows.items() if key[1] in wanted and key[0] in AMOUNTS
        }
        return type(self)(self.version, rows)

    def row(self, name: str, asset_class: str | None) -> Applied | None:
        """Return the row that applies to a field; that of its asset class before that of any."""
        if self.version is None or name not in AMOUNTS:
            return None
        for of in (asset_class, ANY):
            found = self.rows.get((name, of)) if of else None
            if found and of:
                return Applied(self.version, name, of, found.unit, found.amount)
        return None

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of("tolerances", self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "version": self.version,
            "rows": [
                {"field": name, "asset_class": of, "unit": row.unit, "amount": f"{row.amount:f}"}
                for (name, of), row in self.rows.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(
            version,
            {
                (one["field"], one["asset_class"]): Tolerance(one["unit"], Decimal(one["amount"]))
                for one in fields["rows"]
            },
        )


def covers(
    row: Applied,
    ours: Decimal,
    theirs: Decimal,
    *,
    currency: str | None = None,
    tick_size: Decimal | None = None,
) -> bool:
    """Return whether a row covers the difference of two amounts; never that of contrary signs.

    Args:
        row: the row that applies. Its unit is absolute (that of the field), basis_points of ours,
            ticks of `tick_size`, or minor_units of `currency` (200 are 2 USD, 200 JPY, 0.2 KWD).
        ours: our amount.
        theirs: their amount, in the same unit.
        currency: that of both amounts; where it has no minor unit, such a row covers nothing.
        tick_size: the smallest step of a price; without it a row in ticks covers nothing.
    """
    with localcontext(prec=EXACT_DIGITS):
        off = abs(theirs - ours)
        if ours * theirs < 0:
            return False
        if row.unit == "basis_points":
            return off * ONE_IN_A_BASIS_POINT <= row.amount * abs(ours)
        if row.unit == "ticks":
            return tick_size is not None and off <= row.amount * tick_size
        if row.unit == "minor_units":
            digits = MINOR_DIGITS.get(currency or "")
            return digits is not None and off.scaleb(digits) <= row.amount
        return off <= row.amount
