"""Ordinary names, made of common given names, surnames and words of companies, from a seed.

The given names and surnames are the most frequent ones of the United States, the United Kingdom,
Poland, Germany, France, Italy, Spain, Portugal, India, China, Japan, the Netherlands, the Nordic,
and some Arabic and Slavic countries. Many also stand on sanctions lists, as other people's.
"""

import tomllib
from pathlib import Path
from random import Random

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
GIVEN, SURNAMES, FIRST, BUSINESS, SORT = (
    WORDS[name].split() for name in ("given", "surnames", "first", "business", "sort")
)
FORMS, BANKS = (WORDS[name].strip().splitlines() for name in ("forms", "banks"))


def people(random: Random, many: int) -> list[str]:
    """Six in ten as `Given Surname`, two as `Surname, Given`, two with a middle name."""
    return [_person(random) for _ in range(many)]


def companies(random: Random, many: int) -> list[str]:
    """The banks above, then made-up names such as `Granite Shipping Partners LLC`."""
    return [*BANKS, *(_company(random) for _ in range(many - len(BANKS)))]


def _person(random: Random) -> str:
    given, surname, part = random.choice(GIVEN), random.choice(SURNAMES), random.random()
    if part < 0.6:
        return f"{given} {surname}"
    return f"{surname}, {given}" if part < 0.8 else f"{given} {random.choice(GIVEN)} {surname}"


def _company(random: Random) -> str:
    first = random.choice(FIRST if random.random() < 0.6 else SURNAMES)
    rest = (random.choice(words) for words in (BUSINESS, SORT, FORMS))
    return " ".join([first, *rest])
