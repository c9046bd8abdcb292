"""Words of a name in the form in which names are compared.

There are three steps: every script becomes Latin letters, a legal form has one spelling (`Limited`
and `LTD`), then spellings that stand for one sound become one (`Sergey` and `Sergei`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from anyascii import anyascii

from bankagent.screening.legal_forms import FORMS, with_one_spelling

WORD = re.compile(r"[a-z0-9]+")
# A romanisation makes of these a sign or nothing: Sana'a, Il'ya, O'Brien.
APOSTROPHES = re.compile(r"['`\u2018\u2019\u02bb\u02bc\u02be\u02bf\u00b4]")
# S.A., C.V., A/S: one word each, with or without the last point.
INITIALS = re.compile(r"\b(?:[a-z][./])+[a-z]\b\.?")
# A longer spelling stands before its parts.
SOUNDS = [
    ("tsch", "c"), ("shch", "s"), ("tch", "c"), ("sch", "s"), ("dzh", "j"), ("ch", "c"),
    ("sh", "s"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ph", "f"), ("th", "t"), ("dh", "d"),
    ("dj", "j"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("q", "k"), ("x", "ks"), ("w", "v"),
    ("o", "u"), ("y", "i"), ("e", "i"),
]  # fmt: skip
DOUBLED = re.compile(r"(.)\1+")
LAST_H = re.compile(r"(?<=[aiu])h$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: its words, the sound of each, and all its letters in one row.

    `core` has the sounds without legal forms; all of them where there is nothing else.
    """

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    joined: str
    core: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the name that a text is; one of signs alone has no words."""
        found = words(text)
        sounds = tuple(map(sound, found))
        core = tuple(one for one in sounds if one not in FORM_SOUNDS) or sounds
        return cls(found, sounds, "".join(found), core)


@lru_cache(maxsize=4_096)
def read(text: str) -> Name:
    """Return the name that a text is, which costs nothing for one that came lately."""
    return Name.of(text)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in small Latin letters, initials and legal forms as one word.

    Example: `Müller-O'Brien, S.A.` has the words `muller`, `obrien` and `sa`.
    """
    latin = APOSTROPHES.sub("", anyascii(APOSTROPHES.sub("", text))).lower()
    return with_one_spelling(WORD.findall(INITIALS.sub(_as_one_word, latin)))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return the spelling that a word shares with its other romanisations.

    A legal form is in capitals, so that the surname Shah does not sound as the form SA.
    """
    if word in FORMS:
        return word.upper()
    for spelling, one in SOUNDS:
        word = word.replace(spelling, one)
    return LAST_H.sub("", DOUBLED.sub(r"\1", word))


def _as_one_word(initials: re.Match[str]) -> str:
    return initials[0].replace(".", "").replace("/", "") + " "


FORM_SOUNDS = frozenset(map(sound, FORMS))
