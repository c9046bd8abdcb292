"""Check of a claim's words: its terms stand in its quotes, with the same negation and direction.

A light form of entailment, without a model: it finds what is added or turned round, and does not
prove that a claim follows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bankagent.answering.terms import terms, years

NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|fail(?:s|ed)? to|unable)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
UP = re.compile(
    r"\b(?:increas(?:e[sd]?|ing)|ris(?:es?|ing|en)|rose|gr[eo]w(?:s|n|ing|th)?|higher|up|gain(?:s|ed)?"
    r"|improv(?:e[sd]?|ing|ement)|exceed(?:s|ed)?|above|expand(?:s|ed)?)\b",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|f[ae]ll(?:s|ing|en)?|lower|down|drop(?:s|ped)?"
    r"|reduc(?:e[sd]?|ing|tion)|deteriorat(?:e[sd]?|ing|ion)|below|shr[aiu]nk(?:s|ing)?)\b",
    re.IGNORECASE,
)
LEAST_COVER = Decimal("0.7")
PLACES = Decimal("0.001")


class Problem(StrEnum):
    """Problem of a claim against its quotes."""

    NO_QUOTE = "no_quote"
    ADDED_WORDS = "added_words"
    NEGATION = "negation"
    DIRECTION = "direction"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """The share of a claim's terms that its quotes have, and its problems."""

    cover: Decimal
    problems: tuple[Problem, ...]

    @property
    def is_supported(self) -> bool:
        """Say if the words of the claim rest on its quotes."""
        return not self.problems


def check_claim(claim: str, quotes: Sequence[str], question: str = "") -> CheckedClaim:
    """Return how a claim's words rest on its quotes; words of the question are not added ones."""
    together = " ".join(quotes)
    if not together.strip():
        return CheckedClaim(Decimal("0.000"), (Problem.NO_QUOTE,))
    # Directions have a check of their own: "rose" and "increased" are no added words.
    told = DOWN.sub(" ", UP.sub(" ", claim))
    words = {one for one in terms(told) if not one[0].isdigit()}
    there = set(terms(together))
    added = words - there - set(terms(question))
    cover = Decimal(len(words) - len(words - there)) / Decimal(len(words) or 1)
    cover = cover if words else Decimal(1)
    share = Decimal(len(words) - len(added)) / Decimal(len(words) or 1) if words else Decimal(1)
    found = {
        Problem.ADDED_WORDS: share < LEAST_COVER,
        Problem.NEGATION: _negated(claim, quotes),
        Problem.DIRECTION: _turned(claim, together),
        Problem.YEAR: not years(claim) <= years(together),
    }
    return CheckedClaim(
        cover.quantize(PLACES), tuple(problem for problem, is_there in found.items() if is_there)
    )


def _negated(claim: str, quotes: Sequence[str]) -> bool:
    """Say if the claim denies what no quote denies, or leaves out what every quote denies."""
    says = bool(NEGATION.search(claim))
    denies = [bool(NEGATION.search(quote)) for quote in quotes if quote.strip()]
    return (says and not any(denies)) or (not says and all(denies))


def _turned(claim: str, quotes: str) -> bool:
    """Say if the claim tells only one direction, and the quotes only the other."""
    said = (bool(UP.search(claim)), bool(DOWN.search(claim)))
    there = (bool(UP.search(quotes)), bool(DOWN.search(quotes)))
    return said[0] != said[1] and there[0] != there[1] and said != there
