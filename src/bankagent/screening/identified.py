"""Entries of one list by their identifiers: one that is listed is a hit by itself."""

import re
from collections import defaultdict
from collections.abc import Iterable

from bankagent.domain.listed_name import ListedIdentifier
from bankagent.screening.index import Hit

BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}", re.ASCII)
# The first eight of a BIC name the bank and its place, the other three a branch of it.
OF_THE_BANK = 8
# In the publishers' words: SWIFT/BIC, Legal Entity Number; not Arabic ID.
LEI_OR_BIC = re.compile(r"(?<!ara)bic|swift|lei|legalentity")
NOT_A_LETTER = re.compile(r"[^a-z]+")
NOT_A_SIGN = re.compile(r"[^A-Z0-9]+")
# National ID No., Passport number: words that name no other type.
TAIL = re.compile(r"(no|number|num)$")
# A shorter one, such as number 12 of a register, is on no list by itself: a name must be alike.
LEAST_SIGNS = 5
# The type and the value as they are compared.
Key = tuple[str, str]


class Identified:
    """The entries of one version of a list by identifier; it never changes."""

    def __init__(self, listed: Iterable[ListedIdentifier]) -> None:
        self._entries: dict[Key, set[str]] = defaultdict(set)
        for one in listed:
            if key := finding_key(one.identifier_type, one.value):
                self._entries[key].add(one.entry_id)

    def screen(self, key: Key) -> tuple[Hit, ...]:
        """Return the entries with this identifier, at 100 percent; `name_type` is its type."""
        return tuple(
            Hit(id_, key[0], score=100, listed=100, asked=100, joined=0, words=0)
            for id_ in sorted(self._entries.get(key, ()))
        )


def key_of(type_: str, value: str) -> Key | None:
    """Return the type and the value by which an identifier is compared; None for one without.

    A BIC is compared by the bank: a branch of a listed bank is a hit.
    """
    kind = _plain_type(type_)
    found = plain(value)
    if not LEI_OR_BIC.search(kind):
        return (kind, found) if kind and found else None
    if LEI.fullmatch(found):
        return "lei", found
    return ("bic", found[:OF_THE_BANK]) if BIC.fullmatch(found) else None


def is_lei_or_bic(type_: str) -> bool:
    """Return whether a type is that of LEIs or of BICs, in whichever words."""
    return LEI_OR_BIC.search(_plain_type(type_)) is not None


def finding_key(type_: str, value: str) -> Key | None:
    """Return the key of an identifier that finds an entry by itself; None for a short one."""
    key = key_of(type_, value)
    return key if key and len(key[1]) >= LEAST_SIGNS else None


def plain(value: str) -> str:
    """Return the letters and digits of an identifier, in capitals."""
    return NOT_A_SIGN.sub("", value.upper())


def _plain_type(type_: str) -> str:
    return TAIL.sub("", NOT_A_LETTER.sub("", type_.lower()))
