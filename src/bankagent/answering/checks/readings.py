"""Readings: a measure with its period and its figure, as a row of a table or a sentence tells it.

Only what is certain is read: a cell below one year, or a sentence with one year and one figure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.answering.checks.evidence import named_scales
from bankagent.answering.extract import Candidate
from bankagent.answering.figures import Figure, figures
from bankagent.answering.terms import terms, years
from bankagent.answering.units import UnitForm

NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w&.-]+ ?){1,4}")
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of one measure in one year; `scale` is the one named beside it or in its heading.

    `names`: proper names in the sentence, which tell entities apart.
    """

    source: Candidate
    measure: frozenset[str]
    year: str
    figure: Figure
    scale: int | None
    names: frozenset[str]


def readings(found: Sequence[Candidate]) -> list[Reading]:
    """Return the readings of candidates in their order."""
    return [
        reading
        for one in found
        for reading in (_of_row(one) if _is_row(one) else _of_sentence(one))
    ]


def _is_row(one: Candidate) -> bool:
    return one.unit.kind is UnitForm.ROW


def _of_row(one: Candidate) -> list[Reading]:
    """Read the cells of a row below the years of its headings, where both have as many."""
    text = one.passage.text
    heading = "\n".join(text[part.start : part.end] for part in one.unit.headings)
    label, *cells = text[one.unit.start : one.unit.end].strip().strip("|").split("|")
    by_column = [part.split("|") for part in heading.split("\n")]
    columns = [[figure] for cell in cells for figure in figures(cell)]
    dated = [[year for cell in line for year in sorted(years(cell))] for line in by_column]
    above = next((line for line in dated if len(line) == len(columns) == len(set(line))), [])
    scales = named_scales(heading)
    scale = min(scales) if len(scales) == 1 else None
    measure = frozenset(terms(label))
    return (
        [
            Reading(one, measure, year, figure[0], figure[0].scale or scale, frozenset())
            for year, figure in zip(above, columns, strict=True)
            if measure and not figure[0].is_year
        ]
        if above
        else []
    )


def _of_sentence(one: Candidate) -> list[Reading]:
    text = one.passage.text[one.unit.start : one.unit.end]
    told, said = years(text), [figure for figure in figures(text) if not figure.is_year]
    if len(told) != 1 or len(said) != 1:
        return []
    measure = frozenset(term for term in terms(text) if not term[0].isdigit())
    names = frozenset(name.strip(" .").lower() for name in NAME.findall(text)[:MOST_NAMES])
    return [Reading(one, measure, next(iter(told)), said[0], said[0].scale, names)]
