"""Disagreements: two passages that give one measure, for one year, two different figures.

Found facts, with both quotes: policy sends them to review, and a page shows them side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bankagent.answering.checks.readings import Reading, readings
from bankagent.answering.extract import Candidate
from bankagent.answering.features import Question
from bankagent.answering.quoting import quotes_of
from bankagent.answering.units import UnitForm
from bankagent.domain.quoted_answer import Quote

# The best candidates alone are compared: two hundred pairs at most.
MOST_CANDIDATES = 20
LEAST_COVERAGE = 0.5
LEAST_COMMON = 0.6
POWERS = (0, 3, 6, 9)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One measure and year with the figures of two passages, as they are written there."""

    year: str
    figures: tuple[str, str]
    quotes: tuple[tuple[Quote, ...], tuple[Quote, ...]]


def disagreements(asked: Question, found: Sequence[Candidate]) -> list[Disagreement]:
    """Return the disagreements among the best candidates for a question."""
    near = [one for one in found[:MOST_CANDIDATES] if one.features.coverage >= LEAST_COVERAGE]
    read = readings(near)
    told: list[Disagreement] = []
    for at, one in enumerate(read):
        for other in read[at + 1 :]:
            if _same_measure(asked, one, other) and _differ(one, other):
                both = (one.figure.text, other.figure.text)
                sources = (quotes_of(one.source), quotes_of(other.source))
                told.append(Disagreement(one.year, both, sources))
    return told


def _same_measure(asked: Question, one: Reading, other: Reading) -> bool:
    if one.source.passage is other.source.passage or one.year != other.year:
        return False
    of_other_year = bool(asked.years) and one.year not in asked.years
    of_other_entity = bool(one.names and other.names) and one.names != other.names
    of_other_terms = asked.terms & one.measure != asked.terms & other.measure
    return not (of_other_year or of_other_entity or of_other_terms) and _same_words(one, other)


def _same_words(one: Reading, other: Reading) -> bool:
    rows = [reading.source.unit.kind is UnitForm.ROW for reading in (one, other)]
    if all(rows):
        return one.measure == other.measure
    if any(rows):
        label, sentence = (one, other) if rows[0] else (other, one)
        return label.measure <= sentence.measure
    common = len(one.measure & other.measure)
    return common >= LEAST_COMMON * len(one.measure | other.measure)


def _differ(one: Reading, other: Reading) -> bool:
    """Say if two figures of one unit differ, rounding and unnamed scales left aside."""
    units = {one.figure.unit, other.figure.unit}
    if len(units) > 1 and ("percent" in units or "" not in units):
        return False
    first, second = _written(one), _written(other)
    certain = one.scale is not None and other.scale is not None
    powers = (0,) if certain or "percent" in units else POWERS
    return not any(
        _close(first, second.scaleb(power)) or _close(first.scaleb(power), second)
        for power in powers
    )


def _written(one: Reading) -> Decimal:
    figure = one.figure
    return Decimal(f"{figure.digits[:20] or '0'}E{figure.exponent + (one.scale or 0)}")


def _close(one: Decimal, other: Decimal) -> bool:
    """Say if the longer of two figures rounds to the shorter one."""
    step = max((one, other), key=lambda value: int(value.as_tuple().exponent))
    places = Decimal((0, (1,), int(step.as_tuple().exponent)))
    return abs(one - other) <= places / 2
