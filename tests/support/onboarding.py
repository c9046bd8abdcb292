"""Payloads of client_onboarding: a company with an owner and a director, all of it shown."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from bankagent.domain import exact_json, findings
from bankagent.domain.known import Case, Known, LookedUp
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirement, Requirements
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.request_types.client_onboarding import TYPE, ClientOnboarding, facts_and_evidence
from bankagent.screening.index import Hit
from tests.support.known import quiet

CLIENT: dict[str, Any] = {
    "name": "Muster Maschinenbau GmbH",
    "client_type": "company",
    "country": "DE",
    "products": ["custody"],
    "channel": "branch",
    "pep": "no",
}
OWNER: dict[str, Any] = {
    "party_id": "anna",
    "roles": ["owner", "director"],
    "kind": "person",
    "name": "Anna Muster",
    "date_of_birth": "1965-03-09",
    "nationalities": ["DE"],
    "country": "DE",
    "ownership_pct": "80",
    "pep": "no",
}
PASSPORT: dict[str, Any] = {
    "document_id": "D-1",
    "type": "passport",
    "issuer": "Stadt Bonn",
    "issued": "2024-02-29",
    "expires": "2099-02-28",
    "sha256": "a" * 64,
    "meets": ["owner_identity", "director_identity"],
    "party_id": "anna",
}
EXTRACT: dict[str, Any] = {
    "document_id": "D-2",
    "type": "register_extract",
    "issuer": "Amtsgericht Bonn",
    "issued": "2026-11-02",
    "sha256": "b" * 64,
    "meets": ["register_extract"],
}


def case(**others: Any) -> dict[str, Any]:
    """A good payload, with other values at its top."""
    usual = {"client": CLIENT, "parties": [OWNER], "documents": [PASSPORT, EXTRACT]}
    return deepcopy(usual | others)


def client(**others: Any) -> dict[str, Any]:
    """A good client, with other fields."""
    return deepcopy(CLIENT) | others


def party(party_id: str, **others: Any) -> dict[str, Any]:
    """A person who owns a part, with other fields."""
    usual = {
        "party_id": party_id, "roles": ["owner"], "kind": "person", "name": f"Max Test {party_id}",
        "country": "DE", "pep": "no",
    }  # fmt: skip
    return usual | others


def company(party_id: str, **others: Any) -> dict[str, Any]:
    """A company that owns a part, with other fields."""
    return party(party_id, **{"kind": "company", "name": f"Holding {party_id} AG"} | others)


def holding(party_id: str, pct: str) -> dict[str, Any]:
    """A share in another party."""
    return {"party_id": party_id, "pct": pct}


def document(document_id: str, **others: Any) -> dict[str, Any]:
    """A register extract, with other fields."""
    return deepcopy(EXTRACT) | {"document_id": document_id} | others


def parsed(payload: dict[str, Any]) -> ClientOnboarding:
    """The payload as its model, of JSON as the API reads it."""
    return ClientOnboarding.model_validate(exact_json.loads(exact_json.dumps(payload)))


def faults(errors: Any) -> dict[str, str]:
    """The findings on a payload by their path."""
    found = findings.of_payload(ClientOnboarding, errors)
    return {one.field: one.expected for one in found}


DAY = date(2026, 11, 28)
LIST = "screening:TEST"
REQUIREMENTS = Requirements(
    2,
    (
        Requirement("company", "any", "any", "register_extract", "client", True, 12),
        Requirement("company", "any", "any", "owner_identity", "beneficial_owner", True, None),
        Requirement("company", "any", "any", "director_identity", "director", True, None),
    ),
)
COUNTRIES = CountryRisk(3, {"DE": "low", "IN": "medium", "IR": "high", "KP": "prohibited"})
PRODUCTS = ProductRisk(
    4,
    {
        ("product", "custody"): "low",
        ("product", "private_banking"): "high",
        ("channel", "branch"): "low",
        ("channel", "online"): "medium",
    },
)
ENTRY = Entry("e" * 64, "person", "IR", "1965-03-09", (("Passport", "C01X00T47", "DE"),))


def hit(score: int = 100, entry_id: str = "36", name_type: str = "primary") -> Hit:
    """A hit with this score."""
    return Hit(entry_id, name_type, score, score, score, 0, 2)


def hits(name: str, *found: Hit, **others: Any) -> PartyScreenings:
    """A batch in which a name, or an identifier, has these hits on one list."""
    usual = PartyScreenings(
        {LIST: 5}, {name: {LIST: found}} if found else {}, {(LIST, "36"): ENTRY}
    )
    return replace(usual, **others)


def looked_up(*others: LookedUp, request_id: int = 1) -> Known:
    """Values of a batch of one request with samples of all datasets, but for `others`."""
    usual: list[LookedUp] = [
        Today(DAY), REQUIREMENTS, COUNTRIES, PRODUCTS, PartyScreenings({LIST: 5}),
    ]  # fmt: skip
    replaced = {type(one) for one in others}
    kept = (one for one in usual if type(one) not in replaced)
    return quiet(*kept, *others, request_id=request_id)


def found(payload: dict[str, Any], *others: LookedUp) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts and the assessment of a payload."""
    about = Case(1, "C-1", parsed(payload))
    part = looked_up(*others).part(TYPE.needs, about)
    facts, evidence = facts_and_evidence(about.payload, part)
    assessed: Any = evidence(())["case"]
    return facts, assessed
