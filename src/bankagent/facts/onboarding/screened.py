"""Judged hits of a case: each with its features, the word of people on it, and what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.onboarding import alike
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import NAMES, PartyScreenings
from bankagent.facts.onboarding.subjects import Subject, digest_of
from bankagent.screening.index import Hit

# In rising strictness. possible: a name alone. strong: a day of birth or an identifier agrees, too.
# confirmed: a person said so of a strong one. unknown: no list, one that was retired or has missing
# rows, no name that can be compared, or more hits than are recorded.
WORDS = ("clear", "possible", "unknown", "strong", "confirmed")


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit of a party on an entry: the name that is most alike, the features, the judgement.

    `word` is possible, strong, confirmed or cleared.
    """

    dataset: str
    version: int
    hit: Hit
    entry: Entry | None
    date_of_birth: alike.Agreement
    identifier: alike.Agreement
    country: alike.Agreement
    judgement: str | None

    @property
    def is_strong(self) -> bool:
        """Whether more than the name agrees."""
        return "agrees" in (self.date_of_birth, self.identifier)

    @property
    def word(self) -> str:
        """What the hit comes to; a name alone is never confirmed, whatever was judged."""
        if self.judgement == "cleared":
            return "cleared"
        if not self.is_strong:
            return "possible"
        return "confirmed" if self.judgement == "confirmed" else "strong"

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it: without names."""
        return {
            "list": self.dataset,
            "version": self.version,
            **self.hit.as_json(),
            "date_of_birth": self.date_of_birth,
            "identifier": self.identifier,
            "country": self.country,
            "entry_sha256": self.entry.sha256 if self.entry else None,
            "judgement": self.judgement,
            "word": self.word,
        }


@dataclass(frozen=True, slots=True)
class ScreenedParty:
    """A party with its hits on all lists, and the strictest word for it.

    `sha256` is the digest of what a judgement of its hits holds for.
    """

    party_id: str
    sha256: str
    is_known: bool
    hits: tuple[JudgedHit, ...]

    @property
    def word(self) -> str:
        """The strictest word: clear where each hit was cleared, on lists that are whole."""
        found = [one.word for one in self.hits if one.word != "cleared"]
        return max([*found, "clear" if self.is_known else "unknown"], key=WORDS.index)

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "party": self.party_id,
            "party_sha256": self.sha256,
            "word": self.word,
            "hits": [one.as_json() for one in self.hits],
        }


def screened(
    subject: Subject, found: PartyScreenings, judgements: ScreeningJudgements
) -> ScreenedParty:
    """Return the hits of the client or of a party, the strictest first."""
    is_whole = bool(found.lists) and not found.partial and not found.retired
    is_known = is_whole and subject.party_id not in (*found.unscreened, *found.cut)
    hits = sorted(_hits(subject, found, judgements), key=lambda one: (one.dataset, one.hit.rank))
    return ScreenedParty(subject.party_id, digest_of(subject), is_known, tuple(hits))


def _hits(
    subject: Subject, found: PartyScreenings, judgements: ScreeningJudgements
) -> Iterator[JudgedHit]:
    digest = digest_of(subject)
    for dataset, hits in found.hits.get(subject.party_id, {}).items():
        best: dict[str, Hit] = {}
        identified = {one.entry_id for one in hits if one.name_type not in NAMES}
        for one in sorted(hits, key=lambda it: it.rank):
            best.setdefault(one.entry_id, one)
        for entry_id, hit in best.items():
            entry = found.entries.get((dataset, entry_id))
            digests = (digest, entry.sha256 if entry else "")
            yield JudgedHit(
                dataset=dataset,
                version=found.lists[dataset],
                hit=hit,
                entry=entry,
                date_of_birth=alike.date_of_birth(
                    subject.date_of_birth, entry.birth_date if entry else None
                ),
                identifier="agrees"
                if entry_id in identified
                else alike.identifier(subject, entry)
                if entry
                else "unknown",
                country=alike.country(subject, entry) if entry else "unknown",
                judgement=judgements.on(dataset, entry_id, digests) if entry else None,
            )
