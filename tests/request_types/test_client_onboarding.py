"""Payloads of client_onboarding: what is refused, with its path, and what is taken exactly."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
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
            parties=[party("a"), party("client"), party("a", name="Another")],
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


ONE = {"name": "Boris Bad", "date_of_birth": "1970-01-01"}


@pytest.mark.parametrize(
    "again",
    [
        ONE,
        ONE | {"name": "BAD,  Boris"},
        ONE | {"name": "Bóris Bad"},
        ONE | {"date_of_birth": None},
        ONE | {"roles": ["director"], "ownership_pct": 20, "country": "FR"},
    ],
)
def test_a_person_has_one_entry(again: Any) -> None:
    told = refused(case(parties=[party("a", **ONE), party("x"), party("b", **again)], documents=[]))
    assert told.keys() == {"payload.parties[2].name"}
    assert told["payload.parties[2].name"].startswith("must be of another party than parties[0]")


@pytest.mark.parametrize("other", [{"date_of_birth": "1970-01-02"}, {"name": "Boris Baad"}])
def test_persons_of_one_name_are_told_apart_by_their_days_of_birth(other: Any) -> None:
    assert parsed(case(parties=[party("a", **ONE), party("b", **ONE | other)], documents=[]))


def test_companies_of_one_name_are_told_apart_by_their_countries() -> None:
    one = company("h", name="Holding Ltd")
    told = refused(case(parties=[one, company("i", name="HOLDING LIMITED")], documents=[]))
    assert told.keys() == {"payload.parties[1].name"}
    nowhere = company("i", name="Holding Ltd", country=None)
    assert refused(case(parties=[one, nowhere], documents=[])).keys() == told.keys()
    assert parsed(case(parties=[one, nowhere | {"country": "FR"}], documents=[]))
    assert parsed(case(parties=[one, party("p", name="Holding Ltd")], documents=[]))


def test_an_identifier_is_of_one_party() -> None:
    passport = {"type": "passport", "value": "A 1", "country": "DE"}
    parties = [
        party("a", identifiers=[passport, passport | {"value": "A1"}]),
        party("b", identifiers=[passport | {"country": "FR"}, passport | {"value": "a-1"}]),
    ]
    path = "payload.parties[1].identifiers[1].value"
    assert refused(case(parties=parties, documents=[])).keys() == {path}


@pytest.mark.parametrize(
    "identifier",
    [
        {"type": "lei", "value": "5299009999999999AA99"},
        {"type": "lei", "value": "5493001KJTIIGC8Y1R1"},
        {"type": "bic", "value": "NOT A BIC"},
        {"type": "bic", "value": "BNPAFRP"},
        {"type": "lei_code", "value": "5299009999999999AA99"},
        {"type": "swift", "value": "BNPAFRP"},
        {"type": "pesel", "value": "44051401358", "country": "PL"},
        {"type": "pan", "value": "ACUPA7085", "country": "IN"},
    ],
)
def test_an_identifier_that_does_not_exist_is_refused_with_its_path(identifier: Any) -> None:
    parties = [party("a"), party("b", identifiers=[{"type": "tax_id", "value": "1"}, identifier])]
    told = refused(case(parties=parties, documents=[]))
    assert told.keys() == {"payload.parties[1].identifiers[1].value"}
    assert identifier["value"] not in str(told)
    told = refused(case(client=client(identifiers=[identifier])))
    assert told.keys() == {"payload.client.identifiers[0].value"}


@pytest.mark.parametrize(
    "identifier",
    [
        {"type": "lei", "value": "5493001KJTIIGC8Y1R12"},
        {"type": "bic", "value": "DEUTDEFF500"},
        {"type": "swift_code", "value": "DEUTDEFF"},
        {"type": "arabic_id", "value": "any"},
        {"type": "pesel", "value": "44051401359", "country": "PL"},
        {"type": "pesel", "value": "any"},
        {"type": "passport", "value": "any", "country": "KP"},
        {"type": "vat", "value": "any", "country": "KP"},
        {"type": "__init__".strip("_"), "value": "any", "country": "DE"},
    ],
)
def test_an_identifier_that_exists_or_that_no_standard_knows_is_taken(identifier: Any) -> None:
    assert parsed(case(client=client(identifiers=[identifier])))


def test_a_day_of_birth_is_not_in_the_future() -> None:
    today = datetime.now(UTC).date()
    assert parsed(case(parties=[OWNER | {"date_of_birth": str(today)}]))
    for days in (2, 9000):
        born = {"date_of_birth": str(today + timedelta(days=days))}
        told = refused(case(parties=[OWNER | born]))
        assert told == {"payload.parties[0].date_of_birth": "must not be in the future"}
        about = client(client_type="person", **born)
        assert refused(case(client=about)).keys() == {"payload.client.date_of_birth"}


@pytest.mark.parametrize("name", [" Anna", "Anna\u3000", "An\u200bna", "\u202eannA", "\ufeffAnna"])
def test_a_name_reads_as_it_is_stored(name: str) -> None:
    for payload, path in (
        (case(client=client(name=name)), "payload.client.name"),
        (case(parties=[OWNER | {"name": name}]), "payload.parties[0].name"),
        (case(parties=[OWNER | {"other_names": ["A", name]}]), "payload.parties[0].other_names[1]"),
        (case(documents=[document("d", issuer=name)]), "payload.documents[0].issuer"),
        (
            case(client=client(identifiers=[{"type": "passport", "value": name}])),
            "payload.client.identifiers[0].value",
        ),
    ):
        assert refused(payload).keys() == {path}


@pytest.mark.parametrize("name", ["علی‌رضا", "क्‍ष", "O\u2019Brien", "Anna  Maria"])
def test_a_name_keeps_the_joiners_of_its_script(name: str) -> None:
    assert parsed(case(client=client(name=name))).client.name == name


def test_a_party_has_up_to_ten_other_names() -> None:
    names = [f"Name {number}" for number in range(11)]
    assert parsed(case(client=client(other_names=names[:10])))
    assert refused(case(client=client(other_names=names))).keys() == {"payload.client.other_names"}


def test_roles_are_told_with_their_number() -> None:
    told = refused(case(parties=[OWNER | {"roles": []}]))
    assert told["payload.parties[0].roles"].startswith("must be 1 to 8 roles of: owner, director")


def test_a_file_is_not_empty() -> None:
    told = refused(case(documents=[document("d", sha256=sha256().hexdigest())]))
    assert told == {
        "payload.documents[0].sha256": "must be the SHA-256 of a file that is not empty"
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
