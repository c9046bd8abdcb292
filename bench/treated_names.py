# ruff: noqa: RUF001 - Cyrillic letters
"""Treatments of listed names: the ways in which a name comes that is not written as on the list.

Each takes a name and a source of chance; it returns the treated name, or None where it cannot.
"""

import re
import string
from random import Random

# One romanisation for another, at most two a name.
ROMANISATIONS = [
    ("mohammed", "muhammad"), ("muhammad", "mohamed"), ("ou", "u"), ("u", "ou"), ("kh", "h"),
    ("ei", "ey"), ("ey", "ei"), ("y", "i"), ("i", "y"), ("ee", "i"), ("q", "k"), ("k", "q"),
    ("ya", "ia"), ("yu", "iu"), ("zh", "j"), ("sh", "sch"), ("ks", "x"), ("v", "w"), ("dh", "d"),
    ("ah", "a"), ("ll", "l"), ("ss", "s"), ("mm", "m"),
]  # fmt: skip
CYRILLIC = [
    ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("yu", "ю"),
    ("ya", "я"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"),
    ("z", "з"), ("i", "и"), ("y", "й"), ("k", "к"), ("c", "к"), ("q", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"),
    ("h", "х"), ("j", "дж"), ("x", "кс"),
]  # fmt: skip

# Legal forms as lists write them, and in another spelling.
LEGAL_FORMS = [
    (r"\bLIMITED LIABILITY COMPANY\b", "LLC"),
    (r"\bL\.?L\.?C\b\.?", "Limited Liability Company"),
    (r"\bJOINT STOCK COMPANY\b", "JSC"),
    (r"\bJSC\b", "Joint Stock Company"),
    (r"\bLIMITED\b", "Ltd"), (r"\bLTD\b\.?", "Limited"), (r"\bCOMPANY\b", "Co."),
    (r"\bCO\b\.?", "Company"), (r"\bCORPORATION\b", "Corp."), (r"\bCORP\b\.?", "Corporation"),
    (r"\bINC\b\.?", "Incorporated"), (r"\bPLC\b", "Public Limited Company"),
    (r"\bGMBH\b", "Gesellschaft mit beschrankter Haftung"),
    (r"\bS\.A\.(?![A-Z])", "Sociedad Anonima"),
    (r"\bLTDA\b\.?", "Limitada"), (r"\bCIA\b\.?", "Compania"),
    (r"\bS\. DE R\.L\.", "Sociedad de Responsabilidad Limitada"), (r"\bAND\b", "&"),
]  # fmt: skip


def transposed(name: str, random: Random) -> str | None:
    """Two neighbouring words change places."""
    words = name.replace(",", "").split()
    if len(words) < 2:
        return None
    at = random.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def one_letter(name: str, random: Random) -> str | None:
    """One letter, anywhere in the name, becomes another."""
    at = random.choice([n for n, letter in enumerate(name) if letter.isalpha()])
    others = [letter for letter in string.ascii_lowercase if letter != name[at].lower()]
    return name[:at] + random.choice(others) + name[at + 1 :]


def without_middle(name: str, random: Random) -> str | None:
    """A word that is neither the first nor the last is left out."""
    words = name.replace(",", "").split()
    if len(words) < 3:
        return None
    del words[random.randrange(1, len(words) - 1)]
    return " ".join(words)


def romanised(name: str, random: Random) -> str | None:
    """Up to two sounds are spelt as another romanisation does."""
    small = name.lower()
    found = [pair for pair in ROMANISATIONS if pair[0] in small]
    for spelling, other in random.sample(found, min(2, len(found))):
        small = small.replace(spelling, other, 1)
    return small


def cyrillic(name: str, _: Random) -> str | None:
    """The name is written in Cyrillic letters."""
    small = name.lower()
    for latin, letter in CYRILLIC:
        small = small.replace(latin, letter)
    return small


def other_form(name: str, random: Random) -> str | None:
    """One of the name's legal forms, or its `and`, has another spelling."""
    found = [pair for pair in LEGAL_FORMS if re.search(pair[0], name, re.IGNORECASE)]
    if not found:
        return None
    form, other = random.choice(found)
    return re.sub(form, other, name, flags=re.IGNORECASE)


ANY = {"transposed words": transposed, "one changed letter": one_letter}
OF_PEOPLE = {
    "dropped middle name": without_middle,
    "other romanisation": romanised,
    "in Cyrillic": cyrillic,
}
OF_COMPANIES = {"another spelling of the legal form": other_form}
