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
    """The client or a party: identifiers are type, value and country."""

    party_id: str
    name: str
    date_of_birth: date | None
    countries: frozenset[str]
    identifiers: tuple[tuple[str, str, str | None], ...]
    pep: str


def subjects_of(payload: Any) -> Iterator[Subject]:
    """Yield the client, then each party."""
    yield _subject(CLIENT, payload.client)
    for party in payload.parties:
        yield _subject(party.party_id, party)


def digest_of(subject: Subject) -> str:
    """Return the SHA-256 of name, day of birth and identifiers: a judgement holds for these."""
    parts: list[JsonValue] = [
        subject.name,
        subject.date_of_birth.isoformat() if subject.date_of_birth else None,
        sorted([type_, value, country or ""] for type_, value, country in subject.identifiers),
    ]
    return sha256(exact_json.dumps(parts).encode()).hexdigest()


def _subject(party_id: str, named: Any) -> Subject:
    return Subject(
        party_id=party_id,
        name=named.name,
        date_of_birth=named.date_of_birth,
        countries=frozenset((*named.nationalities, *((named.country,) if named.country else ()))),
        identifiers=tuple((one.type, one.value, one.country) for one in named.identifiers),
        pep=named.pep,
    )
