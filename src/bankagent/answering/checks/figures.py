"""Check of figures: each figure of a claim stands in its quotes, or was computed from such ones.

A scale word of the claim must fit: `1,577 million` rests on `1,577` where the quotes say "in
millions", not where they say "in thousands", and with a note where they name no scale.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from bankagent.answering.checks.evidence import Evidence
from bankagent.answering.figures import Figure, figures

POSSIBLE_SCALES = frozenset({3, 6, 9, 12})
FEWEST_ROUNDED_DIGITS = 3
LONGEST_CLAIM = 20_000
EXACT = Context(prec=80)


class Backing(StrEnum):
    """Backing of a claim's figure in its quotes; only the first three are support."""

    EXACT = "exact"
    SCALE_UNNAMED = "scale_unnamed"  # the same digits, and no quote names thousands or millions
    COMPUTED = "computed"
    ROUNDED = "rounded"
    SIGN = "sign"
    ABSENT = "absent"


SUPPORTED = frozenset({Backing.EXACT, Backing.SCALE_UNNAMED, Backing.COMPUTED})
BEST_FIRST = tuple(Backing)


@dataclass(frozen=True, slots=True)
class Calculation:
    """A result of the tool calculate, with the inputs that it was given, as exact numbers."""

    result: Decimal
    inputs: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure of a claim with its standing."""

    figure: Figure
    standing: Backing

    @property
    def is_supported(self) -> bool:
        """Say if the figure may be shown as resting on the quotes."""
        return self.standing in SUPPORTED


def check_figures(
    claim: str, quotes: Sequence[str], calculations: Sequence[Calculation] = ()
) -> list[CheckedFigure]:
    """Return each figure of a claim's text with its standing in the texts of its quotes.

    Raises:
        ValueError: the claim has more than 20,000 characters, which no answer has.
    """
    if len(claim) > LONGEST_CLAIM:
        raise ValueError(f"A claim has at most {LONGEST_CLAIM} characters.")
    evidence = Evidence(quotes)
    return [CheckedFigure(one, _backing(one, evidence, calculations)) for one in figures(claim)]


def _backing(one: Figure, evidence: Evidence, calculations: Sequence[Calculation]) -> Backing:
    if one.is_year and one.text in evidence.years:
        return Backing.EXACT
    if not one.unit and one.scale is None and _whole(one) in evidence.words:
        return Backing.EXACT
    found = {
        _signed(one, other, standing, evidence)
        for other in evidence.by_digits.get(one.digits, [])
        if (standing := _same(one, other, evidence.scales)) is not None
    }
    if not found & SUPPORTED and any(_computed(one, made, evidence) for made in calculations):
        return Backing.COMPUTED
    if not found and any(_rounds(one, other) for other in evidence.figures):
        return Backing.ROUNDED
    return min(found, key=BEST_FIRST.index, default=Backing.ABSENT)


def _whole(one: Figure) -> str:
    return (one.digits or "0") + "0" * one.exponent if 0 <= one.exponent <= 1 else "-"


def _same(one: Figure, other: Figure, scales: frozenset[int]) -> Backing | None:
    """Compare a claim's figure with a quote's of the same digits."""
    if not _fits(one, other):
        return None
    apart = one.exponent + (one.scale or 0) - other.exponent - (other.scale or 0)
    if apart == 0 or not one.digits:
        return Backing.EXACT
    if one.scale is None and other.scale is not None:
        return Backing.SCALE_UNNAMED if one.exponent == other.exponent else None
    if other.scale is not None or "percent" in {one.unit, other.unit}:
        return None
    if apart in scales:
        return Backing.EXACT
    named = one.scale is not None and not scales
    return Backing.SCALE_UNNAMED if named and apart in POSSIBLE_SCALES else None


def _fits(one: Figure, other: Figure) -> bool:
    """Say if two units can be the same: equal, one without a sign, dollars of some country."""
    if other.is_year and not one.is_year:
        return False
    if not one.unit or not other.unit or one.unit == other.unit:
        return True
    dollars = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "$"}
    return "$" in {one.unit, other.unit} and {one.unit, other.unit} <= dollars


def _signed(one: Figure, other: Figure, standing: Backing, evidence: Evidence) -> Backing:
    if one.negative and not other.negative and not evidence.says_fall:
        return Backing.SIGN
    return standing


def _rounds(one: Figure, other: Figure) -> bool:
    """Say if a claim's figure is a quote's one with fewer digits, three of them at least."""
    kept = len(one.digits)
    if not FEWEST_ROUNDED_DIGITS <= kept < len(other.digits) <= EXACT.prec or not _fits(one, other):
        return False
    exponent = other.exponent + len(other.digits) - kept
    exact = Decimal(f"{other.digits[:kept]}.{other.digits[kept:]}")
    rounded = str(exact.to_integral_value(ROUND_HALF_UP, EXACT))
    apart = one.exponent + (one.scale or 0) - exponent - (other.scale or 0)
    return rounded == one.digits and apart in {0, *POSSIBLE_SCALES, -3, -6, -9}


def _computed(one: Figure, made: Calculation, evidence: Evidence) -> bool:
    """Say if a figure is the rounded result of a calculation all of whose inputs are quoted."""
    if len(one.digits) > EXACT.prec or not all(_is_quoted(x, evidence) for x in made.inputs):
        return False
    results = {made.result}
    if one.unit == "percent":  # a ratio may be told in percent
        results.add(EXACT.multiply(made.result, Decimal(100)))
    step = Decimal((0, (1,), _last_place(one)))
    said = Decimal((0, tuple(map(int, one.digits or "0")), one.exponent))
    return any(
        said == abs(result).quantize(step, rounding, EXACT)
        for result in results
        if result.adjusted() - step.adjusted() < EXACT.prec - 1
        for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN)
    )


def _last_place(one: Figure) -> int:
    """Return the exponent of the last digit as written: -2 of 12.50, 0 of 1,200."""
    _, point, rest = one.text.partition(".")
    decimals = len(re.match(r"\d*", rest)[0]) if point else 0  # type: ignore[index]
    return -decimals


def _is_quoted(number: Decimal, evidence: Evidence) -> bool:
    if not number.is_finite() or len(number.as_tuple().digits) > EXACT.prec:
        return False
    said = figures(f"{abs(number):f}") if number.adjusted() < EXACT.prec else []
    return bool(said) and (
        said[0].text in evidence.years
        or _whole(said[0]) in evidence.words
        or any(
            _same(said[0], other, evidence.scales) is not None
            for other in evidence.by_digits.get(said[0].digits, [])
        )
    )
