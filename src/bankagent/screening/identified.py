"""Entries of one list by their identifiers: a BIC or an LEI that is listed is a hit by itself."""

import re
from collections import defaultdict
from collections.abc import Iterable

from bankagent.domain.listed_name import ListedIdentifier
from bankagent.screening.index import Hit

BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}", re.ASCII)
# The first eight of a BIC name the bank and its place, the other three a branch of it.
OF_THE_BANK = 8


class Identified:
    """The entries of one version of a list by BIC and LEI; it never changes."""

    def __init__(self, listed: Iterable[ListedIdentifier]) -> None:
        self._entries: dict[str, dict[str, str]] = defaultdict(dict)
        for one in listed:
            kind = "lei" if LEI.fullmatch(_plain(one.value)) else "bic"
            if key := key_of(one.value):
                self._entries[key].setdefault(one.entry_id, kind)

    def screen(self, identifier: str) -> tuple[Hit, ...]:
        """Return the entries with this BIC or LEI, each at 100 percent; `name_type` says which."""
        entries = self._entries.get(key_of(identifier) or "", {})
        return tuple(
            Hit(id_, kind, score=100, listed=100, asked=100, joined=0, words=0)
            for id_, kind in sorted(entries.items())
        )


def key_of(identifier: str) -> str | None:
    """Return the text by which an identifier is compared; None for one that is no BIC and no LEI.

    A BIC is compared by the bank: a branch of a listed bank is a hit.
    """
    plain = _plain(identifier)
    if LEI.fullmatch(plain):
        return plain
    return plain[:OF_THE_BANK] if BIC.fullmatch(plain) else None


def _plain(identifier: str) -> str:
    return "".join(identifier.split()).upper()
