"""Checks of a case across its parts: each fault at its own path, with what is expected there."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from bankagent.facts.onboarding.roles import CLIENT
from bankagent.request_types.client_onboarding_identities import Fault, faults_of_identities

WHOLE = Decimal(100)


def refuse(title: str, faults: Iterator[Fault]) -> None:
    """Raise the faults, if there are any.

    Raises:
        ValidationError: pydantic's, with the path of each fault.
    """
    found = [
        InitErrorDetails(
            type=PydanticCustomError("value_error", "{error}", {"error": expected}),
            loc=location,
            input=None,
        )
        for location, expected in faults
    ]
    if found:
        raise ValidationError.from_exception_data(title, found)


def faults_of(case: Any) -> Iterator[Fault]:
    """Yield the faults of a case whose fields are valid by themselves."""
    if case.client.client_type != "person" and case.client.date_of_birth is not None:
        yield ("client", "date_of_birth"), "must be left out: this type of client has none"
    yield from _ids(case)
    yield from faults_of_identities(case)
    yield from _shares(case)
    for number, one in enumerate(case.documents):
        if one.expires is not None and one.expires < one.issued:
            yield ("documents", number, "expires"), "must not be before the day of issue"


def _ids(case: Any) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, party in enumerate(case.parties):
        location = ("parties", number, "party_id")
        if party.party_id == CLIENT:
            yield location, f"must be another id than {CLIENT}, which stands for the client itself"
        if party.party_id in seen:
            yield location, f"must be another id than that of parties[{seen[party.party_id]}]"
        seen.setdefault(party.party_id, number)
        if party.kind == "company" and party.date_of_birth is not None:
            yield ("parties", number, "date_of_birth"), "must be left out: a company has none"
    shown: dict[str, int] = {}
    for number, one in enumerate(case.documents):
        if one.document_id in shown:
            expected = f"must be another id than that of documents[{shown[one.document_id]}]"
            yield ("documents", number, "document_id"), expected
        shown.setdefault(one.document_id, number)
        if one.party_id not in seen and one.party_id != CLIENT:
            yield ("documents", number, "party_id"), f"must be a party of this case, or {CLIENT}"


def _shares(case: Any) -> Iterator[Fault]:
    companies = {one.party_id for one in case.parties if one.kind == "company"}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for number, party in enumerate(case.parties):
        sums[CLIENT] += party.ownership_pct or 0
        if party.ownership_pct and sums[CLIENT] > WHOLE:
            expected = "must leave the shares in the client at 100 together"
            yield ("parties", number, "ownership_pct"), expected
        for place, held in enumerate(party.holdings):
            location = ("parties", number, "holdings", place)
            if held.party_id not in companies or held.party_id == party.party_id:
                yield (*location, "party_id"), "must be another party of this case, a company"
                continue
            sums[held.party_id] += held.pct
            if held.pct and sums[held.party_id] > WHOLE:
                yield (*location, "pct"), "must leave the shares in the company at 100 together"
