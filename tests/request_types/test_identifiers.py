"""Identifiers as their standards and their issuers print them, and what a wrong one is told."""

from typing import Any

import pytest

from bankagent import catalog
from bankagent.domain.exact_json import JsonValue
from bankagent.errors import BadRequest
from bankagent.request_types.trade_review import TYPE

VALID = [
    ("isin", "US0378331005"),  # ISO 6166; Apple
    ("isin", "AU0000XVGZA3"),  # Treasury Corporation of Victoria, the example of Wikipedia
    ("isin", "GB0002634946"),  # BAE Systems
    ("counterparty_lei", "5493001KJTIIGC8Y1R12"),  # ISO 17442; Bloomberg Finance
    ("counterparty_lei", "213800KUD8LAJWSQ9D15"),
    ("cusip", "037833100"),  # CUSIP Global Services; Apple
    ("cusip", "68389X105"),  # Oracle, with a letter
    ("sedol", "0263494"),  # London Stock Exchange; BAE Systems
    ("sedol", "B15KXQ8"),
    ("figi", "BBG000BLNQ16"),  # OMG FIGI; Apple on NASDAQ
    ("figi", "NRG92C84SB39"),
    ("mic", "XNYS"),  # ISO 10383; New York Stock Exchange, London Stock Exchange, Xetra, BATS
    ("mic", "XLON"),
    ("mic", "XETR"),
    ("mic", "BATS"),
    ("counterparty_bic", "DEUTDEFF"),  # ISO 9362; Deutsche Bank
    ("counterparty_bic", "DEUTDEFF500"),
    ("counterparty_bic", "NEDSZAJJXXX"),
]
CHECK_DIGIT = "its check digit is wrong"
WRONG = [
    ("isin", "US0378331006", f"must be a valid ISIN: {CHECK_DIGIT}"),
    ("isin", "US378331005", "must be the ISIN (ISO 6166) of the instrument"),
    ("counterparty_lei", "5493001KJTIIGC8Y1R13", f"must be a valid LEI: {CHECK_DIGIT}"),
    ("counterparty_lei", "5493001KJTIIGC8Y1R1", "must be the LEI (ISO 17442)"),
    ("cusip", "037833101", f"must be a valid CUSIP: {CHECK_DIGIT}"),
    ("cusip", "03783310", "must be the CUSIP of the instrument"),
    ("sedol", "B15KXQ9", f"must be a valid SEDOL: {CHECK_DIGIT}"),
    ("sedol", "A15KXQ8", "must be the SEDOL of the instrument, 7 capitals and digits, no vowels"),
    ("figi", "BBG000BLNQ14", f"must be a valid FIGI: {CHECK_DIGIT}"),
    ("figi", "BBG000BLNQ1", "must be the FIGI of the instrument"),
    ("mic", "XNY", "must be the market's code (MIC, ISO 10383), 4 capitals or digits"),
    ("mic", "XNYSE", "must be the market's code (MIC, ISO 10383), 4 capitals or digits"),
    ("counterparty_bic", "DEUTXXFF", "must be a valid BIC: a part of it does not exist"),
    ("counterparty_bic", "DEUTDEF", "must be the BIC (ISO 9362) of the counterparty"),
]


def parse(field: str, value: JsonValue) -> Any:
    return catalog.parse_payload(TYPE, {**TYPE.example, field: value})


@pytest.mark.parametrize(("field", "value"), VALID)
def test_published_identifiers_are_valid(field: str, value: str) -> None:
    assert getattr(parse(field, value), field) == value


@pytest.mark.parametrize(("field", "value", "expected"), WRONG)
def test_a_wrong_identifier_is_told_by_its_path_and_in_words(
    field: str, value: str, expected: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        parse(field, value)
    (finding,) = refused.value.findings
    assert finding.field == f"payload.{field}"
    assert finding.expected.startswith(expected)
    assert value not in finding.expected


@pytest.mark.parametrize(("field", "value"), VALID)
def test_an_identifier_in_another_form_is_refused(field: str, value: str) -> None:
    for other in (
        value.lower(),
        f" {value}",
        f"{value[:4]} {value[4:]}",
        f"{value}\n",
        f"{value}0",
    ):
        if other != value:
            with pytest.raises(BadRequest):
                parse(field, other)


@pytest.mark.parametrize("value", [0, -1, 2**63, "7", 1.5, True])
def test_a_snapshot_is_a_number_above_zero(value: Any) -> None:
    with pytest.raises(BadRequest):
        parse("portfolio_snapshot_id", value)
    assert parse("portfolio_snapshot_id", 2**63 - 1).portfolio_snapshot_id == 2**63 - 1
