"""Index over the names of one list: the hits of a name in a few milliseconds."""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log2
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.listed_name import ListedName
from bankagent.screening.match import Features, Weights, compare
from bankagent.screening.words import FORM_SOUNDS, Name, read

# Percent. bench/screening.py measures recall and false alarms at this score and beside it.
LEAST_SCORE = 85
# A word of the list that is less alike brings no candidate: the name's other words must.
NEAR = 0.7
# A word that more names have ("al", "company") brings no candidates by itself.
COMMON = 1_000
CANDIDATES = 20
# Of the weight of one of the two names: one that shares less cannot reach the least score.
PLAUSIBLE = 0.7
SOME_BITS = 10.0
# A legal form weighs less than any word: another one in its place is still a hit.
BITS_OF_A_FORM = 1.0
# Answers remembered by the words of the name.
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A potential match with one entry: the name that is most alike, its score, and why.

    The score and the three shares are in percent, rounded down.
    """

    entry_id: str
    name_type: str
    score: int
    listed: int
    asked: int
    joined: int
    words: int

    @classmethod
    def of(cls, found: ListedName, features: Features) -> Self:
        """Return the hit for a listed name with these features."""
        return cls(
            entry_id=found.entry_id,
            name_type=found.name_type,
            score=_percent(features.score),
            listed=_percent(features.listed),
            asked=_percent(features.asked),
            joined=_percent(features.joined),
            words=features.words,
        )

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """The place among other hits, the most alike first; no two entries have the same."""
        return (-self.score, -self.listed, self.entry_id, self.name_type)

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as evaluations record it: without the name, which the entry's id leads to."""
        return {name: getattr(self, name) for name in self.__slots__}


class ListIndex:
    """The names of one version of a list, held for search; it never changes."""

    def __init__(self, names: Sequence[ListedName]) -> None:
        """Index the names: 0.3 to 1.4 s were seen for the 17,000 of OFAC's list."""
        # In one order, whatever order they come in: names that are alike have the same hits.
        ordered = sorted(names, key=lambda one: (one.entry_id, one.name, one.name_type))
        read = [(found, Name.of(found.name)) for found in ordered]
        # A name of signs alone can match nothing.
        self._names = [(found, name) for found, name in read if name.words]
        having: dict[str, list[int]] = defaultdict(list)
        for position, (_, name) in enumerate(self._names):
            for sound in set(name.sounds):
                having[sound].append(position)
        count = len(self._names) or 1
        bits = {sound: log2(count / len(found)) + 1 for sound, found in having.items()}
        bits |= dict.fromkeys(FORM_SOUNDS, BITS_OF_A_FORM)
        self._weights = Weights(bits, log2(count) + 1)
        self._whole = [sum(bits[sound] for sound in name.sounds) for _, name in self._names]
        self._having = {
            sound: found
            for sound, found in having.items()
            if len(found) <= COMMON and sound not in FORM_SOUNDS
        }
        self._sounds = [*self._having]
        self._near = lru_cache(maxsize=20_000)(self._search)
        self._remembered: OrderedDict[Name, tuple[Hit, ...]] = OrderedDict()
        # A name of common words alone is found where all of it but its legal form is asked for.
        self._same: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, (_, name) in enumerate(self._names):
            self._same[tuple(sorted(name.core))].append(position)

    def screen(self, text: str) -> tuple[Hit, ...]:
        """Return all entries that the name may be, the most alike first."""
        asked = read(text)
        hits = self._remembered.get(asked)
        if hits is None:
            hits = self._remembered[asked] = self._hits(asked)
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return hits

    def remembers(self, text: str) -> bool:
        """Return whether the answer for a name costs nothing."""
        return read(text) in self._remembered

    def _hits(self, asked: Name) -> tuple[Hit, ...]:
        best: dict[str, Hit] = {}
        for position in self._candidates(asked):
            found, name = self._names[position]
            features = compare(asked, name, self._weights)
            if features is None:
                continue
            hit = Hit.of(found, features)
            known = best.get(hit.entry_id)
            if hit.score >= LEAST_SCORE and (known is None or hit.rank < known.rank):
                best[hit.entry_id] = hit
        return tuple(sorted(best.values(), key=lambda hit: hit.rank))

    def _candidates(self, asked: Name) -> set[int]:
        """Return the names that share the most weight with the asked one, in bits and in shares."""
        shared: dict[int, float] = defaultdict(float)
        # A set of texts has another order in each process, and so had candidates of one weight.
        for sound in dict.fromkeys(asked.sounds):
            for near, alike in self._near(sound):
                bits = self._weights[near] * alike * alike
                for position in self._having[near]:
                    shared[position] += bits
        by_share = nsmallest(
            CANDIDATES, shared, key=lambda one: (-shared[one] / (self._whole[one] + SOME_BITS), one)
        )
        by_bits = nsmallest(CANDIDATES, shared, key=lambda one: (-shared[one], one))
        # Of more than 20 that are as much alike none is left out.
        whole = sum(self._weights[sound] for sound in asked.sounds)
        plausible = (
            one for one, bits in shared.items() if bits >= PLAUSIBLE * min(whole, self._whole[one])
        )
        same = self._same.get(tuple(sorted(asked.core)), ())
        return {*by_share, *by_bits, *plausible, *same}

    def _search(self, sound: str) -> list[tuple[str, float]]:
        found = process.extract(
            sound, self._sounds, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=None
        )
        return [(near, alike) for near, alike, _ in found]


def _percent(share: float) -> int:
    # The sum of parts may be a hair below the whole.
    return int(share * 100 + 1e-9)
