"""Features of a unit for a question: numbers from 0 to 1 that ranking and support weigh."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.answering.terms import pairs, terms, years

FIGURE = re.compile(r"\d")
PERCENT = re.compile(r"%|\bper ?cent|\bbasis points?\b", re.IGNORECASE)
MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
ASKS_FIGURE = re.compile(
    r"\bhow (?:much|many|long|large|high)\b|\b(?:amount|number|value|total|price|cost|balance)\b",
    re.IGNORECASE,
)
ASKS_PERCENT = re.compile(r"\b(?:percent|percentage|rate|yield|margin|proportion)\b", re.IGNORECASE)
ASKS_DATE = re.compile(r"\bwhen\b|\b(?:what|which) (?:date|year|month|day)", re.IGNORECASE)
ASKS_REASON = re.compile(r"\bwhy\b|\b(?:reason|cause|driven|due)\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:due to|because|as a result|result(?:ed|ing)? (?:of|from)|driven|attribut|reflect|owing"
    r"|primarily|since|caused)",
    re.IGNORECASE,
)
ASKS_MEANING = re.compile(
    r"\b(?:represent|refer|mean|defined?|include|consist|comprise|measured?|calculated?"
    r"|determined?|based)",
    re.IGNORECASE,
)
# Question against text: a unit of the type that is asked for.
TYPES = (
    (ASKS_PERCENT, PERCENT),
    (ASKS_DATE, MONTH),
    (ASKS_REASON, REASON),
    (ASKS_FIGURE, FIGURE),
    (ASKS_MEANING, ASKS_MEANING),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is compared: its terms, their neighbours, years, and the type asked for."""

    text: str
    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    years: frozenset[str]
    wants: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Features:
    """Comparison of one unit with a question.

    coverage: share of the question's terms in the unit, rare terms weighing more. pairs: share of
    its neighbouring terms. years: share of its years, 1 where it has none. type: share of what the
    question's words ask for, 1 where they ask for nothing certain. rare: its rarest term is there.
    brief: shortness of the unit. precise: share of the unit's own terms, or of its label's in a
    row, that the question has.
    """

    coverage: float
    pairs: float
    years: float
    type: float
    rare: float
    brief: float
    precise: float


def question(text: str) -> Question:
    """Return a question as it is compared."""
    found = [term for term in terms(text) if not _is_year(term)]
    wants = tuple(has for asks, has in TYPES if asks.search(text))
    return Question(text, frozenset(found), pairs(found), years(text), wants)


def weights_of_terms(asked: Question, texts: Sequence[list[str]]) -> dict[str, float]:
    """Return the weight of each term of a question: its rarity among the texts (as their terms)."""
    counted = Counter(term for text in texts for term in asked.terms.intersection(text))
    return {term: math.log(1 + (1 + len(texts)) / (1 + counted[term])) for term in asked.terms}


def compared(
    asked: Question, weights: dict[str, float], text: str, found: list[str], label: str = ""
) -> Features:
    """Return the features of a unit's text, whose terms are `found`; a row has a label."""
    own = {one for one in (terms(label) if label else found) if not one[0].isdigit()}
    common = asked.terms.intersection(found)
    total = sum(weights.values()) or 1.0
    rarest = max(weights, key=lambda term: (weights[term], term), default="")
    neighbours = asked.pairs & pairs(found) if asked.pairs else asked.pairs
    return Features(
        coverage=sum(weights[term] for term in common) / total,
        pairs=len(neighbours) / len(asked.pairs) if asked.pairs else 0.0,
        years=len(asked.years & years(text)) / len(asked.years) if asked.years else 1.0,
        type=(
            sum(bool(has.search(text)) for has in asked.wants) / len(asked.wants)
            if asked.wants
            else 1.0
        ),
        rare=float(rarest in common),
        brief=1 / (1 + len(found) / 20),
        precise=len(own & asked.terms) / len(own) if own else 0.0,
    )


def _is_year(term: str) -> bool:
    return len(term) == 4 and term.isdigit() and term[:2] in {"19", "20"}  # noqa: PLR2004
