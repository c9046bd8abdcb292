"""Cases of onboarding: findings of reviewers, and the entries of lists that a case hits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_status import Status

OnDocument = Literal["accept", "reject", "ask_again"]
OnRequirement = Literal["waived", "deferred"]
OnHit = Literal["cleared", "confirmed"]


@dataclass(frozen=True, slots=True)
class FindingsGiven:
    """A case after findings: its status, their audit entry, and the numbers of the waivers."""

    status: Status
    audit_entry_id: int
    waiver_ids: list[int]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Whether a case takes findings now, and whether its reader made it or is its person."""

    takes_findings: bool
    is_reviewers_own: bool


@dataclass(frozen=True, slots=True)
class VerdictOnFile:
    """A verdict on a file of a case."""

    sha256: str
    verdict: OnDocument
    reason_code: str | None
    reviewer: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that a reviewer asks to waive or to defer; it counts once it is confirmed."""

    id: int
    requirement: str
    party_id: str
    kind: OnRequirement
    reason_code: str
    reason: str
    until: date | None
    reviewer: str
    given_at: datetime
    confirmed_by: str | None
    is_reviewers_own: bool


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry of a screening list, with at most 20 of its names, the primary one first."""

    dataset: str
    entry_id: str
    entity_type: str
    program: str
    country: str | None
    birth_date: str | None
    identifiers: JsonValue
    remarks: str | None
    names: list[str]
