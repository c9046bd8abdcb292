"""Evidence of figures: what quotes have of figures, years, number words and named scales."""

import re
from collections.abc import Sequence

from bankagent.answering.figures import SCALES, Figure, figures
from bankagent.answering.terms import years

NAMED_SCALE = re.compile(
    r"\bin (thousand|million|billion)s?\b|(?<=[€£$¥])(m|k|bn)\b"
    r"|[€£$¥] ?(thousand|million|billion)s?\b|\b(thousand|million|billion)s of\b"
    r"|\b(thousand|million|billion)s?,? (?:except|dollars|euros|pounds)",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"[\u2019']000\b|[€£$¥]000\b")
WORDS = {
    word: str(at)
    for at, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
FALL = re.compile(
    r"\b(?:decreas|declin|fell|fall|lower|loss|down|reduc|drop|negative|decrement)", re.IGNORECASE
)


class Evidence:
    """Figures, years, number words and named scales of quotes."""

    def __init__(self, quotes: Sequence[str]) -> None:
        together = "\n".join(quotes)
        self.years = years(together)
        self.words = {WORDS[word.lower()] for word in WORD.findall(together)}
        self.scales = named_scales(together)
        self.says_fall = bool(FALL.search(together))
        self.figures = [one for quote in quotes for one in figures(quote)]
        self.by_digits: dict[str, list[Figure]] = {}
        for one in self.figures:
            self.by_digits.setdefault(one.digits, []).append(one)


def named_scales(text: str) -> frozenset[int]:
    """Return the scales that a heading or a sentence names: 6 for "in millions" or "€m"."""
    words = {next(filter(None, match.groups())).lower() for match in NAMED_SCALE.finditer(text)}
    return frozenset({SCALES[word] for word in words} | ({3} if THOUSANDS.search(text) else set()))
