"""Subjects of a case: the client and its parties, as lists are screened for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.facts.onboarding.roles import CLIENT


@dataclass(frozen=True, slots=True)
class Subject:
    """The client or a party: `kind` is person or company, identifiers are type, value, country."""

    party_id: str
    kind: str
    name: str
    date_of_birth: date | None
    countries: frozenset[str]
    identifiers: tuple[tuple[str, str, str | None], ...]
    pep: str
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, each of which is screened."""
        return (self.name, *self.other_names)

    @property
    def exposure(self) -> str:
        """Whether it is a politically exposed person: yes, no or unknown.

        A company need not say it; one that says yes counts.
        """
        return "no" if self.kind == "company" and self.pep == "unknown" else self.pep


def subjects_of(payload: Any) -> Iterator[Subject]:
    """Yield the client, then each party."""
    kind = "person" if payload.client.client_type == "person" else "company"
    yield _subject(CLIENT, kind, payload.client)
    for party in payload.parties:
        yield _subject(party.party_id, party.kind, party)


def digest_of(subject: Subject) -> str:
    """Return the SHA-256 of all by which a party is told from a listed one.

    They are kind, names, day of birth, countries and identifiers. Words of people hold for these: a
    hit that was cleared because the party is German is open again once it is Iranian.
    """
    parts: list[JsonValue] = [
        subject.kind,
        subject.name,
        sorted(subject.other_names),
        sorted(subject.countries),
        subject.date_of_birth.isoformat() if subject.date_of_birth else None,
        sorted([type_, value, country or ""] for type_, value, country in subject.identifiers),
    ]
    return sha256(exact_json.dumps(parts).encode()).hexdigest()


def _subject(party_id: str, kind: str, named: Any) -> Subject:
    return Subject(
        party_id=party_id,
        kind=kind,
        name=named.name,
        date_of_birth=named.date_of_birth,
        countries=frozenset((*named.nationalities, *((named.country,) if named.country else ()))),
        identifiers=tuple((one.type, one.value, one.country) for one in named.identifiers),
        pep=named.pep,
        other_names=named.other_names,
    )
