"""Terms of a text: lower-case word stems without stop words, years, and pairs of neighbours."""

import re
from itertools import pairwise

STOP_WORDS = frozenset(
    """a an the of in on at for to from by with and or is are was were be been being what which who
    whom whose when where why how much many did does do has have had it its this that these those as
    about into per than then there their they them he she we you i our us your my please tell show
    give state list find using based answer company companies respective respectively if any can
    could will would shall should may might must not no so such also other between during""".split()  # noqa: SIM905
)

POSSESSIVE = re.compile(r"['\u2019]s\b")
# Letters and digits apart: FY2018 has the terms fy and 2018. A run of digits in a word stays short.
WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
YEAR = re.compile(r"(?<!\d)(?<![.,]\d)(?:19|20)\d\d(?!\d)(?![.,]\d)")
SUFFIX = re.compile(r"(?:ations?|ments?|ings?|edly|ed|ies|es|s|ly|e|y|al)$")
SHORTEST_STEM = 3
LONGEST_WORD = 64


def stem(word: str) -> str:
    """Return the word without its usual English ending; a short word stays as it is."""
    if len(word) <= SHORTEST_STEM + 1 or word[0].isdigit():
        return word
    cut = SUFFIX.sub("", word[-8:])
    stemmed = word[:-8] + cut
    return stemmed if len(stemmed) >= SHORTEST_STEM else word


def terms(text: str) -> list[str]:
    """Return the terms of a text in its order, repeated ones too."""
    words = WORD.findall(POSSESSIVE.sub("", text).lower())
    return [stem(word[:LONGEST_WORD]) for word in words if word not in STOP_WORDS]


def years(text: str) -> frozenset[str]:
    """Return the years 1900 to 2099 that stand in a text."""
    return frozenset(YEAR.findall(text))


def pairs(found: list[str]) -> frozenset[tuple[str, str]]:
    """Return the terms that stand beside each other."""
    return frozenset(pairwise(found))
