"""Compare two normalised sides field by field; nothing here looks anything up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

from bankagent.facts.breaks.comparison import Applied, Break, Comparison, Match, in_order
from bankagent.facts.breaks.fields import FIELDS
from bankagent.facts.breaks.normalise import Normalised
from bankagent.facts.breaks.read import Value, as_text
from bankagent.facts.breaks.tolerances import Tolerances, covers
from bankagent.facts.exact import EXACT_DIGITS

# A pair without these has nothing to agree on. A position has no direction and no date.
ESSENTIAL = ("side", "isin", "quantity", "currency", "settlement_date", "settlement_amount")
ESSENTIAL_OF_A_POSITION = ("isin", "quantity")
# A field stands for another one: the symbol where not both have an ISIN, the price for the amount.
STANDS_FOR = {"isin": "symbol", "settlement_amount": "price"}


def compare(
    ours: Normalised | None,
    theirs: Normalised | None,
    tolerances: Tolerances,
    *,
    asset_class: str | None = None,
    tick_size: Decimal | None = None,
    stage: str | None = None,
    reported: Sequence[str] = (),
) -> Comparison:
    """Return the comparison of a pair, of which one side may be missing.

    Args:
        ours: our side; None where it is missing.
        theirs: their side; None where it is missing.
        tolerances: the rows that are in force.
        asset_class: that of the instrument, for its tolerances.
        tick_size: the smallest step of a price, for tolerances in ticks.
        stage: the stage of the trade; a position has no direction and no date.
        reported: reason codes that the sources report.
    """
    if ours is None or theirs is None:
        found, match = [_missing(ours)], _unmatched(ours)
        skipped: list[str] = []
    else:
        essential = ESSENTIAL_OF_A_POSITION if stage == "position" else ESSENTIAL
        pair = _Pair(ours, theirs, tolerances, asset_class, tick_size)
        found = [*_cancelled(ours, theirs), *pair.breaks(essential)]
        skipped = pair.not_compared()
        match = _match(found)
    codes = {one.code for one in found}
    return Comparison(
        match=match,
        breaks=in_order(_with_source(found, reported)),
        not_compared=tuple(skipped),
        reported_only=tuple(dict.fromkeys(code for code in reported if code not in codes)),
    )


def _unmatched(ours: Normalised | None) -> Match:
    return "unmatched_theirs" if ours is None else "unmatched_ours"


def _match(found: Sequence[Break]) -> Match:
    if not found:
        return "exact"
    return "within_tolerance" if all(one.within for one in found) else "broken"


def _missing(ours: Normalised | None) -> Break:
    if ours is None:
        return Break("ours", "DTRA", findings=("our side is missing",))
    return Break("theirs", "CMIS", findings=("their side is missing",))


def _cancelled(ours: Normalised, theirs: Normalised) -> Iterator[Break]:
    if ours.is_cancelled == theirs.is_cancelled:
        return
    code = "CPCA" if theirs.is_cancelled else "OTHR"
    words = {True: "cancelled", False: "in force"}
    yield Break("cancelled", code, words[ours.is_cancelled], words[theirs.is_cancelled])


def _with_source(found: Sequence[Break], reported: Sequence[str]) -> Iterator[Break]:
    for one in found:
        yield replace(one, source_code=one.code) if one.code in reported else one


class _Pair:
    """Two sides beside each other, with what their tolerances depend on."""

    def __init__(
        self,
        ours: Normalised,
        theirs: Normalised,
        tolerances: Tolerances,
        asset_class: str | None,
        tick_size: Decimal | None,
    ) -> None:
        self._ours, self._theirs = ours, theirs
        self._tolerances, self._asset_class = tolerances, asset_class
        self._tick_size = tick_size
        # Vendors write one instrument with many symbols: an ISIN on both sides makes them matter
        # no more.
        self._skipped = {"symbol"} if self._both("isin") else set()

    def _both(self, name: str) -> bool:
        return name in self._ours.values and name in self._theirs.values

    def not_compared(self) -> list[str]:
        """Return the fields that one side alone has, and that were no break."""
        ours, theirs = self._ours.values, self._theirs.values
        return [
            name
            for name in FIELDS
            if (name in ours) != (name in theirs) and name not in self._skipped
        ]

    def breaks(self, essential: Sequence[str]) -> Iterator[Break]:
        """Yield the breaks, those within a tolerance too."""
        for name in FIELDS:
            if name in self._skipped:
                continue
            found = self._compared(name) if self._both(name) else self._absent(name, essential)
            if found is not None:
                # It was compared after all: it is a break, so that it is told once.
                self._skipped.add(name)
                yield found

    def _compared(self, name: str) -> Break | None:
        ours, theirs = self._ours.values[name], self._theirs.values[name]
        findings = self._findings(name)
        equal = (ours != theirs) if FIELDS[name].method == "direction" else (ours == theirs)
        if equal and not findings:
            return None
        difference = None if equal else self._difference(name, ours, theirs)
        row = self._tolerances.row(name, self._asset_class)
        return Break(
            field=name,
            code=FIELDS[name].code,
            ours=as_text(ours),
            theirs=as_text(theirs),
            difference=difference,
            tolerance=row,
            within=not findings and self._is_within(row, ours, theirs),
            findings=findings,
        )

    def _absent(self, name: str, essential: Sequence[str]) -> Break | None:
        findings = self._findings(name)
        here = name in self._ours.values or name in self._theirs.values
        if FIELDS[name].method == "instruction":
            needed = here
        else:
            needed = name in essential and not self._both(STANDS_FOR.get(name, name))
        if not needed and not findings:
            return None
        texts = self._ours.text(name), self._theirs.text(name)
        # A value that is there and cannot be read is told by its own finding.
        absent = [
            who
            for who, side in self._sides().items()
            if name not in side.values and name not in side.findings
        ]
        words = (f"{' and '.join(absent)}: not given",) if absent else ()
        return Break(name, FIELDS[name].code, *texts, findings=(*findings, *words))

    def _sides(self) -> dict[str, Normalised]:
        return {"ours": self._ours, "theirs": self._theirs}

    def _findings(self, name: str) -> tuple[str, ...]:
        return tuple(
            f"{who}: {words}"
            for who, side in self._sides().items()
            for words in side.findings.get(name, ())
        )

    def _difference(self, name: str, ours: Value, theirs: Value) -> str | None:
        if isinstance(ours, date) and isinstance(theirs, date):
            return str((theirs - ours).days)
        if isinstance(ours, Decimal) and isinstance(theirs, Decimal) and self._is_one_unit(name):
            with localcontext(prec=EXACT_DIGITS):
                return f"{theirs - ours:f}"
        return None

    def _is_one_unit(self, name: str) -> bool:
        return not FIELDS[name].in_currency or (
            self._ours.values.get("currency") == self._theirs.values.get("currency")
        )

    def _is_within(self, row: Applied | None, ours: Value, theirs: Value) -> bool:
        if row is None or not isinstance(ours, Decimal) or not isinstance(theirs, Decimal):
            return False
        if not self._is_one_unit(row.field):
            return False
        currency = self._ours.text("currency") if FIELDS[row.field].in_currency else None
        return covers(row, ours, theirs, currency=currency, tick_size=self._tick_size)
