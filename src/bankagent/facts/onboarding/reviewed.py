"""Words of people on a case: verdicts on documents and waivers of requirements.

Each class is a need. Made without arguments it is empty, as where people have said nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Case, Versions
from bankagent.facts.onboarding.roles import CLIENT
from bankagent.facts.onboarding.subjects import Subject, digest_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on a document: accept, reject or ask_again, with a coded reason.

    It is about the file, by its SHA-256: under another id the same file has the same verdict.
    """

    request_id: int
    sha256: str
    word: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that is waived, or deferred until a day (the last one).

    It counts once a second person agreed. `party_id` is that of its bearer, client for the client.
    `party_sha256` is the bearer's digest, None where no party is named: another party that gets the
    same id later bears no waiver.
    """

    request_id: int
    requirement: str
    party_id: str
    word: str
    reason: str
    has_second: bool
    until: date | None = None
    party_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentVerdicts:
    """Verdicts of all requests of a batch, oldest first; of one request, its own."""

    NAME: ClassVar[str] = "document_verdicts"
    found: tuple[Verdict, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the verdicts of one request."""
        return type(self)(tuple(it for it in self.found if it.request_id == case.request_id))

    def on(self, sha256: str) -> Verdict | None:
        """Return the verdict on a file: a rejection for ever, else the last word."""
        mine = [one for one in self.found if one.sha256 == sha256]
        rejected = [one for one in mine if one.word == "reject"]
        return next(iter(rejected or mine[-1:]), None)

    def versions(self) -> Versions:
        """Return no version: words of people are no reference data."""
        return {}

    def as_json(self) -> JsonValue:
        """Return it as an evaluation records it."""
        return [asdict(one) for one in self.found]

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        return cls(tuple(Verdict(**one) for one in _objects(recorded)))


@dataclass(frozen=True, slots=True)
class RequirementWaivers:
    """Waivers of all requests of a batch, oldest first; of one request, its own."""

    NAME: ClassVar[str] = "requirement_waivers"
    found: tuple[Waiver, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the waivers of one request."""
        return type(self)(tuple(it for it in self.found if it.request_id == case.request_id))

    def of(self, requirement: str, bearer: Subject | None, day: date | None) -> Waiver | None:
        """Return the last waiver of a bearer's requirement that counts on a day.

        `bearer` is None where no party is named for the requirement.
        """
        if not self.found:
            return None
        party = (bearer.party_id, digest_of(bearer)) if bearer else (CLIENT, None)
        mine = [
            one
            for one in self.found
            if (one.requirement, one.party_id, one.party_sha256) == (requirement, *party)
            and one.has_second
            and (one.until is None or (day is not None and day <= one.until))
        ]
        return mine[-1] if mine else None

    def versions(self) -> Versions:
        """Return no version: words of people are no reference data."""
        return {}

    def as_json(self) -> JsonValue:
        """Return it as an evaluation records it."""
        return [
            asdict(one) | {"until": one.until.isoformat() if one.until else None}
            for one in self.found
        ]

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        return cls(
            tuple(
                Waiver(
                    **{**one, "until": date.fromisoformat(one["until"]) if one["until"] else None}
                )
                for one in _objects(recorded)
            )
        )


def _objects(recorded: JsonValue) -> Iterable[dict[str, Any]]:
    return cast(list[dict[str, Any]], recorded)
