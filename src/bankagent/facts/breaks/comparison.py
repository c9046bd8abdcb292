"""Comparison of the two sides of a trade: its breaks, their reason codes, and the primary one.

The JSON form is written once, in `as_json`; docs/exceptions.md shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from bankagent.domain.exact_json import JsonObject

# unmatched_ours: ours has no counterpart. unmatched_theirs: theirs has none, so ours is missing.
Match = Literal["exact", "within_tolerance", "broken", "unmatched_ours", "unmatched_theirs"]
MATCHES: tuple[Match, ...] = (
    "exact",
    "within_tolerance",
    "broken",
    "unmatched_ours",
    "unmatched_theirs",
)

# Reason codes in the order in which they make a break the primary one: a missing or cancelled side,
# direction, instrument, counterparty, quantity, amount, price, dates, settlement instruction.
# ISO 15022 field 24B (MT548) and ISO 20022 UnmatchedReason; OTHR is the standard's own for a reason
# that the field of the break says.
CODES = (
    "CMIS",
    "DTRA",
    "CPCA",
    "IIND",
    "DELN",
    "DSEC",
    "IEXE",
    "DQUA",
    "NCRR",
    "DMON",
    "ACRU",
    "DDEA",
    "DDAT",
    "DTRD",
    "DEPT",
    "ICAG",
    "ICUS",
    "SAFE",
    "OTHR",
)


@dataclass(frozen=True, slots=True)
class Applied:
    """The row of the tolerances that applied to a field.

    `version` is that of the dataset, and `asset_class` that of the row (any for all); `unit` is
    absolute, basis_points, ticks or minor_units.
    """

    version: int
    field: str
    asset_class: str
    unit: str
    amount: Decimal

    def as_json(self) -> JsonObject:
        """Return it as evaluations, results and exceptions have it."""
        return {
            "version": self.version,
            "field": self.field,
            "asset_class": self.asset_class,
            "unit": self.unit,
            "amount": f"{self.amount:f}",
        }


@dataclass(frozen=True, slots=True)
class Break:
    """A field in which the sides differ, or a side that is missing.

    `source_code` is the code where a source reported it, too. Values are normalised texts, None
    where a side has none; `difference` is theirs less ours: of amounts in their own unit, of dates
    in days. `within`: the tolerance covers the difference. `findings` are words for identifiers
    that fail their check and for values that are absent.
    """

    field: str
    code: str
    ours: str | None = None
    theirs: str | None = None
    source_code: str | None = None
    difference: str | None = None
    tolerance: Applied | None = None
    within: bool = False
    findings: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """Return it as evaluations, results and exceptions have it."""
        return {
            "field": self.field,
            "code": self.code,
            "source_code": self.source_code,
            "ours": self.ours,
            "theirs": self.theirs,
            "difference": self.difference,
            "tolerance": self.tolerance.as_json() if self.tolerance else None,
            "within": self.within,
            "findings": list(self.findings),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The match and the breaks of a pair, the primary break first.

    `not_compared` are the fields that one side alone has and that need not be there;
    `reported_only` are reason codes that a source reported and no break has.
    """

    match: Match
    breaks: tuple[Break, ...] = ()
    not_compared: tuple[str, ...] = ()
    reported_only: tuple[str, ...] = field(default=())

    @property
    def primary(self) -> Break | None:
        """The break that counts most; None where all differences are within tolerances."""
        return next((one for one in self.breaks if not one.within), None)

    def as_json(self) -> JsonObject:
        """Return it as evaluations, results and exceptions have it."""
        primary = self.primary
        return {
            "match": self.match,
            "primary_code": primary.code if primary else None,
            "primary_field": primary.field if primary else None,
            "breaks": [one.as_json() for one in self.breaks],
            "not_compared": list(self.not_compared),
            "reported_only": list(self.reported_only),
        }


def in_order(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """Return breaks with the primary one first: those beyond a tolerance, then by their codes."""
    return tuple(sorted(breaks, key=lambda one: (one.within, CODES.index(one.code))))
