"""Assessment of a case: requirements, owners, screenings and rating, beside what was looked up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.domain.known import Known
from bankagent.facts.onboarding.compared import Compared, compared
from bankagent.facts.onboarding.earlier import EarlierCases
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.owners import Ownership, ownership
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.rating import Rating, rating
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.screened import WORDS, ScreenedParty, screened
from bankagent.facts.onboarding.states import Shown, State, states
from bankagent.facts.onboarding.subjects import subjects_of
from bankagent.facts.onboarding.today import Today

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A case with the states of its requirements, its owners, its hits and its rating."""

    day: date | None
    has_requirements: bool
    states: tuple[State, ...]
    owned: Ownership
    parties: tuple[ScreenedParty, ...]
    rating: Rating
    beside: Compared
    shared_files: int
    oldest_list_days: int

    @property
    def asked_for(self) -> list[State]:
        """The musts that are open: what the caller is asked for."""
        return [one for one in self.states if one.is_open]

    @property
    def requirements(self) -> str:
        """The word for all requirements: complete, open, or unknown where none applies."""
        if self.asked_for:
            return "open"
        return "complete" if self.has_requirements else "unknown"

    @property
    def screening(self) -> str:
        """The strictest word for any party."""
        return max((one.word for one in self.parties), key=WORDS.index)

    @property
    def next_review(self) -> date | None:
        """The day of the next review; None where the rating is prohibited."""
        return self.rating.next_review(self.day)

    def ends_soon(self) -> list[State]:
        """Return the states that are met today, by a document that does not count in 90 days."""
        day = self.day
        return [
            one
            for one in self.states
            if day and one.until and one.word == "met" and one.until < day + SOON
        ]


def assess(payload: Any, known: Known) -> Assessed:
    """Return the assessment of a payload beside the values that were looked up."""
    client = payload.client
    day, asked = known[Today].day, known[Requirements]
    owned = ownership(client.client_type, payload.parties)
    owners = [one.party_id for one in owned.owners] if owned.word != "none" else None
    shown = Shown(payload, day, known[DocumentVerdicts], known[RequirementWaivers])
    judgements = known[ScreeningJudgements]
    parties = tuple(
        screened(one, known[PartyScreenings], judgements) for one in subjects_of(payload)
    )
    rated = rating(payload, owned, known[CountryRisk], known[ProductRisk])
    return Assessed(
        day=day,
        has_requirements=any(one.must for one in asked.rows),
        states=tuple(states(asked, shown, owners)),
        owned=owned,
        parties=parties,
        rating=rated,
        beside=compared(known[EarlierCases].own(), rated, owned, parties),
        shared_files=_shared(payload.documents),
        oldest_list_days=known[PartyScreenings].oldest_days(day),
    )


def _shared(documents: Any) -> int:
    """Return how many files stand as documents of two parties, or under two types."""
    uses: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in documents:
        uses[one.sha256].add((one.party_id, one.type))
    return sum(len(found) > 1 for found in uses.values())


def as_json(found: Assessed) -> JsonObject:
    """Return the assessment as evaluations and results have it; docs/onboarding.md shows it."""
    return {
        "day": found.day.isoformat() if found.day else None,
        "asked_for": [one.as_json() for one in found.asked_for],
        "requirements": [one.as_json() for one in found.states],
        "owners": found.owned.as_json(),
        "screenings": [one.as_json() for one in found.parties],
        "rating": found.rating.as_json(),
        "next_review": found.next_review.isoformat() if found.next_review else None,
        "earlier": found.beside.as_json(),
    }
