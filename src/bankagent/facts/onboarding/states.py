"""States of requirements: what each bearer has shown, is excused from, or must still show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.onboarding import months
from bankagent.facts.onboarding.requirements import Requirement, Requirements
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.roles import CLIENT
from bankagent.facts.onboarding.subjects import Subject, subjects_of

STATES = ("met", "waived", "deferred", "refused", "expired", "missing")
OPEN = ("refused", "expired", "missing")
OWNER = "beneficial_owner"
# It is a must by law, whatever the dataset says.
AN_OWNER = Requirement("any", "any", "any", OWNER, OWNER, must=True, valid_months=None)


@dataclass(frozen=True, slots=True)
class State:
    """The state of a requirement of one bearer; without a bearer the party is None.

    `paper` is the id of the document that the state is about. `reason` says why it does not count:
    type, issued_later, expired, too_old, or a verdict's coded reason; of a waiver it is its own.
    `until` is the last day on which the document or the deferral counts. `accepted`: a reviewer
    accepted the document.
    """

    requirement: str
    whose: str
    party_id: str | None
    must: bool
    word: str
    paper: str | None = None
    reason: str | None = None
    until: date | None = None
    accepted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the client cannot be accepted as long as it stands so."""
        return self.must and self.word in OPEN

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "requirement": self.requirement,
            "whose": self.whose,
            "party": self.party_id,
            "state": self.word,
            "must": self.must,
            "document": self.paper,
            "reason": self.reason,
            "until": self.until.isoformat() if self.until else None,
            "accepted": self.accepted,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """What the states are found from: a case, the day, and the words of people on it."""

    payload: Any
    day: date | None
    verdicts: DocumentVerdicts
    waivers: RequirementWaivers

    @property
    def subjects(self) -> dict[str, Subject]:
        """The client and the parties by their ids."""
        return {one.party_id: one for one in subjects_of(self.payload)}


def states(asked: Requirements, shown: Shown, owners: Sequence[str] | None) -> list[State]:
    """Return the state of each requirement for each of its bearers, in the order of the rows.

    A must without a bearer, such as a director who is not named, is missing. `owners` is None where
    neither a beneficial owner nor a senior manager is named: that is a must of itself.
    """
    found: list[State] = []
    if owners is None:
        found.append(_waived(AN_OWNER, None, shown) or _missing(AN_OWNER, None))
    for one in asked.strictest():
        bearers = _bearers(one.whose, shown.payload, owners or ())
        found += [_state(one, party_id, shown) for party_id in bearers]
        if not bearers and one.whose != OWNER:
            found.append(_waived(one, None, shown) or _missing(one, None))
    return found


def _bearers(whose: str, payload: Any, owners: Sequence[str]) -> list[str]:
    if whose == CLIENT:
        return [CLIENT]
    if whose == OWNER:
        return [*owners]
    return [one.party_id for one in payload.parties if whose in one.roles]


def _state(one: Requirement, party_id: str, shown: Shown) -> State:
    papers = sorted(_papers(one, party_id, shown), key=_rank)
    best = papers[0] if papers else None
    if best and best.word == "met":
        return best
    return _waived(one, party_id, shown) or best or _missing(one, party_id)


def _waived(one: Requirement, party_id: str | None, shown: Shown) -> State | None:
    bearer = shown.subjects[party_id] if party_id else None
    waiver = shown.waivers.of(one.name, bearer, shown.day)
    if waiver is None:
        return None
    found = _missing(one, party_id)
    return replace(found, word=waiver.word, reason=waiver.reason, until=waiver.until)


def _missing(one: Requirement, party_id: str | None) -> State:
    return State(one.name, one.whose, party_id, one.must, "missing")


def _rank(found: State) -> tuple[int, bool, int]:
    """Return the place among documents for one requirement: one that counts longest comes first."""
    until = found.until or date.max
    return STATES.index(found.word), not found.accepted, -until.toordinal()


def _papers(one: Requirement, party_id: str, shown: Shown) -> Iterator[State]:
    """Yield what each document of a bearer says about a requirement that it is to meet."""
    for paper in shown.payload.documents:
        if paper.party_id != party_id or one.name not in paper.meets:
            continue
        word, reason, until = _word(one, paper, shown)
        verdict = shown.verdicts.on(paper.sha256)
        yield replace(
            _missing(one, party_id),
            word=word,
            paper=paper.document_id,
            reason=reason,
            until=until,
            accepted=verdict is not None and verdict.word == "accept",
        )


def _word(one: Requirement, paper: Any, shown: Shown) -> tuple[str, str | None, date | None]:
    verdict = shown.verdicts.on(paper.sha256)
    if verdict and verdict.word != "accept":
        return "refused", verdict.reason, None
    if one.types and paper.type not in one.types:
        return "missing", "type", None
    if shown.day is None or paper.issued > shown.day:
        return "missing", "issued_later", None
    old = None if one.valid_months is None else months.after(paper.issued, one.valid_months)
    until = min((day for day in (paper.expires, old) if day), default=None)
    if until is None or shown.day <= until:
        return "met", None, until
    return "expired", "expired" if until == paper.expires else "too_old", until
