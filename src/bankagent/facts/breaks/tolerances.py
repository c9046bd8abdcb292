"""Tolerances: by how much two values of a field may differ, for each asset class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.breaks.comparison import Applied
from bankagent.facts.breaks.fields import AMOUNTS

ANY = "any"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The largest difference that is tolerated; `unit` is absolute, basis_points or ticks."""

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
