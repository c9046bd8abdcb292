"""Comparison of two names word by word, with the features that explain its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bankagent.screening.words import FORM_SOUNDS, Name

# Below this two words are different words: one letter of three may differ, or two of six.
LEAST_ALIKE = 0.6
# Below this the letters of two names in one row are no sign: two of 12 may differ.
LEAST_JOINED = 0.85
# A single word, or a row of few letters, is often part of an ordinary name ("John").
LEAST_WORDS = 2
LEAST_LETTERS = 8
# A name of which the other is a part (a middle name dropped) keeps at least this much of its score.
OF_A_PART = 0.75


@dataclass(frozen=True, slots=True)
class Features:
    """The things that two names have in common.

    `listed` and `asked` are the shares of the two names, by the weight of their words, that the
    other one has too; `joined` compares their letters in one row. All are from 0 to 1. `words` is
    how many words they share.
    """

    listed: float
    asked: float
    joined: float
    words: int

    @property
    def score(self) -> float:
        """The score from 0 to 1: the greater share, lowered by the lesser one; or `joined`."""
        least, most = sorted((self.listed, self.asked))
        return max(most * (OF_A_PART + (1 - OF_A_PART) * least), self.joined)


class Weights:
    """The weight of each word of a list in bits: a word that few names have weighs more."""

    def __init__(self, of: Mapping[str, float], unknown: float) -> None:
        """Take the weights by the sound of the word, and that of a word that is on no list."""
        self._of = of
        self._unknown = unknown

    def __getitem__(self, sound: str) -> float:
        """Return the weight of a word."""
        return self._of.get(sound, self._unknown)


def compare(asked: Name, listed: Name, weights: Weights) -> Features | None:
    """Return the features of two names, or None where they have too little in common to tell."""
    joined = OSA.normalized_similarity(asked.joined, listed.joined, score_cutoff=LEAST_JOINED)
    pairs = [*_pairs(asked, listed)]
    same = asked.core == listed.core
    long = joined and min(len(asked.joined), len(listed.joined)) >= LEAST_LETTERS
    if not (same or long or _enough(asked, listed, pairs)):
        return None
    shared = sum(weights[listed.sounds[j]] * alike for alike, _, j in pairs)
    # A word of the asked name that is paired weighs as the list's word, not as a misspelt rarity.
    paired = {i: weights[listed.sounds[j]] for _, i, j in pairs}
    of_asked = (paired.get(i) or weights[word] for i, word in enumerate(asked.sounds))
    return Features(
        listed=shared / sum(weights[word] for word in listed.sounds),
        asked=shared / sum(of_asked),
        joined=joined,
        words=len(pairs),
    )


def _enough(asked: Name, listed: Name, pairs: Sequence[tuple[float, int, int]]) -> bool:
    """Return whether two words are alike, of which a legal form is one where all others are."""
    telling = sum(listed.sounds[j] not in FORM_SOUNDS for _, _, j in pairs)
    whole = telling == len(asked.core) == len(listed.core)
    return telling >= LEAST_WORDS or (whole and len(pairs) >= LEAST_WORDS)


def _pairs(asked: Name, listed: Name) -> Iterator[tuple[float, int, int]]:
    """Yield the words that are alike, the most alike first, each word once."""
    alike = [
        (value, i, j)
        for i in range(len(asked.words))
        for j in range(len(listed.words))
        if (value := _alike(asked, i, listed, j)) >= LEAST_ALIKE
    ]
    of_asked: set[int] = set()
    of_listed: set[int] = set()
    for value, i, j in sorted(alike, key=lambda pair: -pair[0]):
        if i not in of_asked and j not in of_listed:
            of_asked.add(i)
            of_listed.add(j)
            yield value, i, j


def _alike(asked: Name, i: int, listed: Name, j: int) -> float:
    sound, other = asked.sounds[i], listed.sounds[j]
    if sound == other:
        return 1.0
    # Words of very different lengths are most of all pairs, and need no comparison.
    if min(len(sound), len(other)) < (LEAST_ALIKE - 0.1) * max(len(sound), len(other)):
        return 0.0
    # A changed letter may break a sound ("chari", "chkri"), so the words count as well.
    return max(
        OSA.normalized_similarity(sound, other, score_cutoff=LEAST_ALIKE),
        OSA.normalized_similarity(asked.words[i], listed.words[j], score_cutoff=LEAST_ALIKE),
    )
