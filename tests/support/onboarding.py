"""Payloads of client_onboarding: a company with an owner and a director, all of it shown."""

from copy import deepcopy
from typing import Any

from bankagent.domain import exact_json, findings
from bankagent.request_types.client_onboarding import ClientOnboarding

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
    "ownership_pct": "60",
    "pep": "no",
}
PASSPORT: dict[str, Any] = {
    "document_id": "D-1",
    "type": "passport",
    "issuer": "Stadt Bonn",
    "issued": "2024-02-29",
    "expires": "2034-02-28",
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
    return deepcopy(usual) | others


def client(**others: Any) -> dict[str, Any]:
    """A good client, with other fields."""
    return deepcopy(CLIENT) | others


def party(party_id: str, **others: Any) -> dict[str, Any]:
    """A person who owns a part, with other fields."""
    return {"party_id": party_id, "roles": ["owner"], "kind": "person", "name": "Max Test"} | others


def company(party_id: str, **others: Any) -> dict[str, Any]:
    """A company that owns a part, with other fields."""
    return party(party_id, kind="company", name="Holding AG", **others)


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
