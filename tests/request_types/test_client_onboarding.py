"""Payloads of client_onboarding: what is refused, with its path, and what is taken exactly."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.onboarding import (
    OWNER,
    case,
    client,
    company,
    document,
    faults,
    holding,
    parsed,
    party,
)


def refused(payload: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as error:
        parsed(payload)
    return faults(error.value.errors(include_url=False, include_input=False))


def test_a_share_is_taken_exactly_with_ten_places() -> None:
    payload = case(parties=[party("a", ownership_pct="33.3333333333")], documents=[])
    assert parsed(payload).parties[0].ownership_pct == Decimal("33.3333333333")


@pytest.mark.parametrize("pct", ["100.0000000001", -1, "-0.0000000001", "x", "1e1", True])
def test_a_share_is_from_0_to_100(pct: Any) -> None:
    parties = [OWNER | {"ownership_pct": 0}, party("b"), party("c", ownership_pct=pct)]
    told = refused(case(parties=parties))
    assert told.keys() == {"payload.parties[2].ownership_pct"}
    assert "\n".join(told.values()).startswith("must be ")


def test_the_shares_in_the_client_are_100_at_most_together() -> None:
    parties = [party(name, ownership_pct=50) for name in "ab"]
    assert parsed(case(parties=parties, documents=[]))
    more = [*parties, party("c", ownership_pct="0.0000000001")]
    assert refused(case(parties=more, documents=[])) == {
        "payload.parties[2].ownership_pct": "must leave the shares in the client at 100 together"
    }


def test_the_shares_in_a_company_are_100_at_most_together() -> None:
    parties = [
        company("h", ownership_pct=100),
        party("a", holdings=[holding("h", "99.9999999999")]),
        party("b", holdings=[holding("h", "0.0000000001")]),
    ]
    assert parsed(case(parties=parties, documents=[]))
    parties[2]["holdings"][0]["pct"] = "0.0000000002"
    told = refused(case(parties=parties, documents=[]))
    assert told.keys() == {"payload.parties[2].holdings[0].pct"}


@pytest.mark.parametrize("where", ["a", "nowhere", "client", "person"])
def test_a_holding_is_in_another_party_that_is_a_company(where: str) -> None:
    parties = [company("a", holdings=[holding(where, "1")]), party("person")]
    told = refused(case(parties=parties, documents=[]))
    assert told == {
        "payload.parties[0].holdings[0].party_id": "must be another party of this case, a company"
    }


def test_ids_are_of_one_party_and_of_one_document_alone() -> None:
    told = refused(
        case(
            parties=[party("a"), party("client"), party("a")],
            documents=[document("d"), document("d"), document("e", party_id="nowhere")],
        )
    )
    assert told == {
        "payload.parties[1].party_id": "must be another id than client, which stands for the "
        "client itself",
        "payload.parties[2].party_id": "must be another id than that of parties[0]",
        "payload.documents[1].document_id": "must be another id than that of documents[0]",
        "payload.documents[2].party_id": "must be a party of this case, or client",
    }


def test_a_document_expires_on_its_day_of_issue_or_later() -> None:
    assert parsed(case(documents=[document("d", issued="2026-11-02", expires="2026-11-02")]))
    told = refused(case(documents=[document("d", issued="2026-11-02", expires="2026-11-01")]))
    assert told == {"payload.documents[0].expires": "must not be before the day of issue"}


def test_a_company_has_no_day_of_birth() -> None:
    born = {"date_of_birth": "1965-03-09"}
    told = refused(case(client=client(**born), parties=[company("h", **born)], documents=[]))
    assert told.keys() == {"payload.client.date_of_birth", "payload.parties[0].date_of_birth"}
    assert parsed(case(client=client(client_type="person", **born)))


@pytest.mark.parametrize(
    ("day", "path"),
    [("1799-12-31", "payload.parties[0].date_of_birth"), ("09.03.1965", None), (1965, None)],
)
def test_a_day_of_birth_is_a_day_from_1800_on(day: Any, path: str | None) -> None:
    assert parsed(case(parties=[OWNER | {"date_of_birth": "1800-01-01"}]))
    told = refused(case(parties=[OWNER | {"date_of_birth": day}]))
    assert told.keys() == {path or "payload.parties[0].date_of_birth"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"country": "XX"}, "payload.client.country"),
        ({"client_type": "shell"}, "payload.client.client_type"),
        ({"products": []}, "payload.client.products"),
        ({"products": ["x"] * 21}, "payload.client.products"),
        ({"products": ["custody", "Custody"]}, "payload.client.products[1]"),
        ({"nationalities": ["UK"]}, "payload.client.nationalities[0]"),
        ({"pep": True}, "payload.client.pep"),
        ({"name": "---"}, "payload.client.name"),
        ({"identifiers": [{"type": "lei", "value": ""}]}, "payload.client.identifiers[0].value"),
        ({"secret": 1}, "payload.client.secret"),
    ],
)
def test_a_bad_field_of_the_client_has_its_path(change: dict[str, Any], path: str) -> None:
    assert refused(case(client=client(**change))).keys() == {path}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sha256": "A" * 64}, "payload.documents[0].sha256"),
        ({"sha256": "a" * 63}, "payload.documents[0].sha256"),
        ({"meets": []}, "payload.documents[0].meets"),
        ({"issued": "2026-02-29"}, "payload.documents[0].issued"),
        ({"file": "JVBERi0="}, "payload.documents[0].file"),
    ],
)
def test_a_bad_field_of_a_document_has_its_path(change: dict[str, Any], path: str) -> None:
    assert refused(case(documents=[document("d", **change)])).keys() == {path}


def test_a_case_has_100_parties_and_200_documents_at_most() -> None:
    parties = [party(f"p{number}") for number in range(100)]
    documents = [document(f"d{number}") for number in range(200)]
    assert parsed(case(parties=parties, documents=documents))
    told = refused(case(parties=[*parties, party("q")], documents=[*documents, document("e")]))
    assert told.keys() == {"payload.parties", "payload.documents"}
    assert all("up to" in expected for expected in told.values())


def test_no_finding_on_a_case_repeats_what_stood_there() -> None:
    sent = case(parties=[party("Secret", roles=["Secret"], holdings=[holding("Secret", "1")])])
    assert "Secret" not in str(refused(sent))
