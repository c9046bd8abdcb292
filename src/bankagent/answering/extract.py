"""Extraction: the units of passages that answer a question best, with their features and scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.answering.calibration import RANKING
from bankagent.answering.features import (
    Features,
    Question,
    compared,
    question,
    weights_of_terms,
)
from bankagent.answering.terms import terms
from bankagent.answering.units import Unit, UnitForm, units
from bankagent.domain.passage import Passage

# A bound on work: a search gives ten passages of some 20 units each.
MOST_UNITS = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a passage (offsets within the passage) with its features and its score.

    `around` are the features of the whole passage; `known` is the share of the question's terms
    that stand anywhere in what was read.
    """

    passage: Passage
    unit: Unit
    features: Features
    around: Features
    known: float
    score: float


def candidates(asked: str | Question, passages: Sequence[Passage]) -> list[Candidate]:
    """Return the units of the passages, the best for the question first; equal ones in order."""
    asked = question(asked) if isinstance(asked, str) else asked
    read = [
        (passage, unit, text, terms(text))
        for passage in passages
        for unit, text in _texts(passage.text)
    ][:MOST_UNITS]
    weights = weights_of_terms(asked, [found for _, _, _, found in read])
    around = {
        id(passage): compared(asked, weights, passage.text, terms(passage.text))
        for passage in passages
    }
    everywhere = asked.terms.intersection(term for *_, its_terms in read for term in its_terms)
    known = len(everywhere) / len(asked.terms) if asked.terms else 0.0
    found = []
    for passage, unit, text, its_terms in read:
        features = compared(asked, weights, text, its_terms, _label(passage.text, unit))
        whole = around[id(passage)]
        found.append(
            Candidate(
                passage,
                unit,
                features,
                whole,
                known,
                score(features, whole, is_row=unit.kind is UnitForm.ROW),
            )
        )
    return sorted(found, key=lambda one: -one.score)


def score(features: Features, around: Features, *, is_row: bool) -> float:
    """Return the rank of a unit: its own features and those of the passage around it."""
    seen = ranked_by(features, around, is_row=is_row)
    return sum(weight * seen[name] for name, weight in RANKING.items())


def ranked_by(features: Features, around: Features, *, is_row: bool) -> dict[str, float]:
    """Return what ranking weighs: precision counts for rows, whose labels are short."""
    return {
        "coverage": features.coverage,
        "pairs": features.pairs,
        "years": features.years,
        "type": features.type,
        "rare": features.rare,
        "brief": features.brief,
        "around": around.coverage,
        "row": float(is_row),
        "row_precise": is_row * features.precise,
    }


def _texts(text: str) -> list[tuple[Unit, str]]:
    """Return each unit with the text that is compared: a row together with its headings."""
    return [
        (unit, " ".join(text[part.start : part.end] for part in unit.parts))
        for unit in units(text)
        if unit.kind is not UnitForm.LABEL
    ]


def _label(text: str, unit: Unit) -> str:
    """Return the first cell of a row that has any text; empty for a sentence."""
    if unit.kind is not UnitForm.ROW:
        return ""
    return text[unit.start : unit.end].strip("| \t").partition("|")[0].strip()
