from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bankagent import catalog
from bankagent.domain.exact_json import loads
from bankagent.domain.known import Case, Known, Recorded
from bankagent.errors import BadRequest
from bankagent.policy.jdm import DecisionModel
from bankagent.request_types import trade_review
from bankagent.request_types.trade_review import TYPE, TradeReview
from tests.support import policies
from tests.support.known import quiet

EVERYTHING = {
    "symbol": "AAPL",
    "notional": "2500000.10",
    "currency": "USD",
    "side": "buy",
    "quantity": 10000,
    "price": "250.00001",
    "isin": "US0378331005",
    "mic": "XNAS",
    "trade_date": "2026-11-24",
    "settlement_date": "2026-11-25",
    "executed_at": "2026-11-24T09:30:00.5+01:00",
    "counterparty_lei": "5493001KJTIIGC8Y1R12",
    "counterparty_name": "Zürcher Bank (Testing) & Co.",
    "book": "EQ-1",
    "trader": "t.example",
}


QUIET = quiet()
OUR_WORDS = {
    "must be a time with its offset as in 2026-11-24T09:30:00Z",
    "must be a time from 1990-01-01 to 2100-12-31",
    "must be a date as in 2026-11-24",
    "must be a date from 1990-01-01 to 2100-12-31",
    'must be plain digits as in "2500000.10", 10 after the point at most',
    "must be a currency code of ISO 4217 as in USD",
    "must be a valid ISIN: its check digit is wrong",
    "must have a letter or a digit",
}


def facts(trade: TradeReview, known: Known = QUIET) -> dict[str, Any]:
    return trade_review.facts(trade, known.part(TYPE.needs, Case(1, "C-1", trade)))


def payload(**fields: Any) -> TradeReview:
    return TradeReview.model_validate({**TYPE.example, **fields})


def test_the_tutorials_payload_is_valid_as_it_is() -> None:
    read = TradeReview.model_validate(TYPE.example)
    assert (read.symbol, read.notional, read.currency) == ("AAPL", Decimal(2500000), "USD")


def test_every_field_has_its_type() -> None:
    read = TradeReview.model_validate(EVERYTHING)
    assert read.price == Decimal("250.00001")
    assert read.executed_at is not None
    assert read.executed_at.astimezone(UTC) == datetime(2026, 11, 24, 8, 30, 0, 500000, UTC)
    assert str(read.settlement_date) == "2026-11-25"


def test_amounts_keep_their_exact_value() -> None:
    for sent in ("9007199254740993.01", '"9007199254740993.01"'):
        assert payload(notional=loads(sent)).notional == Decimal("9007199254740993.01")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("notional", bad) for bad in (0, -1, True, 1.5, "", "1e6", " 1", "1,000", "NaN", None)],
        *[("notional", bad) for bad in (Decimal("NaN"), Decimal("Infinity"), [], "٣", "1.", ".5")],
        ("notional", Decimal("0.00000000001")),
        ("notional", "12345678901234567890.1234567890"),
        ("notional", Decimal("1e28")),
        ("quantity", 0),
        ("quantity", Decimal(-1)),
        ("price", False),
        *[("symbol", bad) for bad in ("", " A", "A ", " ", "A" * 33, "A\n", "A;B", "Ä", 5, None)],
        *[("currency", bad) for bad in ("usd", "US", "USDX", "ZZZ", "XXX", "XTS", "USD\n", None)],
        *[("side", bad) for bad in ("BUY", "short", 1)],
        *[("isin", bad) for bad in ("US0378331006", "us0378331005", "US 0378331005", "", 1)],
        *[("mic", bad) for bad in ("xnas", "XNA", "XNASD", "XN S")],
        *[("trade_date", bad) for bad in ("2026-02-30", "20261124", "2026-W48-2", 20261124, "now")],
        ("trade_date", "2026-11-24T00:00:00Z"),
        *[("settlement_date", bad) for bad in ("1989-12-31", "2101-01-01", "9999-12-31")],
        *[("executed_at", f"{day}T23:59:59-23:59") for day in ("0001-01-01", "9999-12-31")],
        ("executed_at", "2026-11-24T09:30:00+99:99"),
        *[("executed_at", bad) for bad in ("2026-11-24T09:30:00", "2026-11-24", 1764000000, "")],
        ("executed_at", "2026-11-24T25:30:00Z"),
        *[("counterparty_lei", bad) for bad in ("5493001KJTIIGC8Y1R13", "", "549300")],
        *[("counterparty_name", bad) for bad in ("", "a\nb", "x" * 257, "\x1b[31m", 7, "-", " ")],
        ("portfolio", 1),
        ("Symbol", "AAPL"),
    ],
)
def test_what_is_not_a_trade_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        payload(**{field: value})
    assert {str(error["loc"][0]) for error in refused.value.errors()} == {field}


@pytest.mark.parametrize(
    "text", ["...", "- - -", "\N{BANK}", "\u200b", "\N{COMBINING ACUTE ACCENT}"]
)
def test_a_name_has_a_letter_or_a_digit(text: str) -> None:
    for field in ("counterparty_name", "desk", "book", "trader"):
        with pytest.raises(ValidationError):
            payload(**{field: text})
    assert payload(counterparty_name="\u4e2d\u56fd").counterparty_name


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [
        ("trade_date", "1990-01-01", "2100-12-31"),
        ("executed_at", "1990-01-01T00:00:00+23:59", "2100-12-31T23:59:59-23:59"),
    ],
)
def test_days_and_times_at_the_bounds_have_facts(field: str, first: str, last: str) -> None:
    for moment in (first, last):
        day = moment[:10]
        trade = payload(**{"trade_date": day, "settlement_date": day, "mic": "XNYS", field: moment})
        assert facts(trade)["settlement"] == "unknown"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("executed_at", "2026-11-24T09:30:00+99:99"),
        ("executed_at", "2026-11-24T25:30:00Z"),
        ("executed_at", "9999-12-31T23:59:59Z"),
        ("trade_date", "2026-02-30"),
        ("trade_date", "9999-12-31"),
        ("notional", "1e17"),
        ("notional", "17.12345678901"),
        ("currency", "QQQ"),
        ("isin", "US0378331006"),
        ("counterparty_name", "?!?"),
    ],
)
def test_a_finding_repeats_nothing_of_the_value(field: str, value: str) -> None:
    with pytest.raises(BadRequest) as refused:
        catalog.parse_payload(TYPE, {**TYPE.example, field: value})
    (finding,) = refused.value.findings
    described = TradeReview.model_fields[field].description or ""
    told = {f"must be {described}", *OUR_WORDS}
    assert finding.expected in told


def test_symbol_and_notional_are_required() -> None:
    with pytest.raises(ValidationError) as refused:
        TradeReview.model_validate({})
    assert [error["loc"] for error in refused.value.errors()] == [("symbol",), ("notional",)]


def test_its_json_schema_tells_a_reader_the_units() -> None:
    schema = TradeReview.model_json_schema()
    assert schema["required"] == ["symbol", "notional"]
    assert schema["additionalProperties"] is False
    assert all(field["description"] for field in schema["properties"].values())
    assert "major units" in schema["properties"]["notional"]["description"]
    assert schema["properties"]["notional"]["anyOf"] == [
        {"type": "number", "exclusiveMinimum": 0, "maximum": 10**28 - 1},
        {"type": "string", "pattern": r"^(?=.*[1-9])[0-9]{1,28}(\.[0-9]{1,10})?$"},
    ]
    assert schema["properties"]["trade_date"]["anyOf"][0] == {"type": "string", "format": "date"}


def test_facts_are_those_of_the_policy_typed_and_never_null() -> None:
    found = facts(payload())
    required = DecisionModel.read(policies.shipped("trade_review").table_json).facts().required
    assert found.keys() == set(required)
    words = {name: value for name, value in found.items() if isinstance(value, str)}
    assert all(isinstance(found[name], int | Decimal) for name in found.keys() - words.keys())
    assert None not in found.values()
    assert {name: value for name, value in words.items() if value != "not_given"} == {
        "currency": "USD",
        "notional_usd_known": "yes",
        "fx_method": "same",
        "side": "unknown",
        "economics": "unknown",
        "dates": "unknown",
        "restriction": "clear",
    }


def test_what_says_nothing_is_not_recorded_and_gives_the_same_facts() -> None:
    nothing = Known(*(need() for need in TYPE.needs))
    for trade in (payload(), TradeReview.model_validate(EVERYTHING)):
        case = Case(1, "C-1", trade)
        for known, least in ((QUIET, {"restricted_instruments"}), (nothing, set())):
            part = known.part(TYPE.needs, case)
            recorded = part.as_json()
            assert recorded.keys() >= least
            again = Recorded.from_json(TYPE.needs, recorded)
            assert trade_review.facts(trade, again) == trade_review.facts(trade, part)
            assert again.versions() == part.versions()
    quiet_part = QUIET.part(TYPE.needs, Case(1, "C-1", payload()))
    assert quiet_part.as_json().keys() == {"restricted_instruments", "submissions"}


def test_facts_hold_no_names_and_no_identifiers() -> None:
    said = str(facts(TradeReview.model_validate(EVERYTHING)))
    for field in ("symbol", "isin", "counterparty_lei", "counterparty_name", "book", "trader"):
        assert str(EVERYTHING[field]) not in said


@pytest.mark.parametrize(
    ("notional", "quantity", "price", "economics"),
    [
        ("1000000", "10000", "100", "match"),
        ("1000000", "10000", "100.01", "match"),  # 1 bp
        ("1000000", "10000", "99.99", "match"),
        ("1000000", "10000", "100.0100001", "mismatch"),
        ("1000000", "10000", "99.9899999", "mismatch"),
        ("0.05", "1", "0.06", "match"),  # a cent
        ("0.05", "1", "0.0600000001", "mismatch"),
        ("50", "10", "-5", "mismatch"),
        # beyond what 28 digits hold: the product must not be rounded on the way
        ("1", "999999999999999999.9999999999", "999999999999999999.9999999999", "mismatch"),
        ("1000000", "10000", None, "unknown"),
        ("1000000", None, "100", "unknown"),
    ],
)
def test_economics_allow_a_basis_point_or_a_cent(
    notional: str, quantity: str | None, price: str | None, economics: str
) -> None:
    trade = payload(notional=notional, quantity=quantity, price=price)
    assert facts(trade)["economics"] == economics


@pytest.mark.parametrize(
    ("traded", "settled", "dates"),
    [
        ("2026-11-24", "2026-11-25", "ordered"),
        ("2026-11-24", "2026-11-24", "ordered"),
        ("2026-11-24", "2026-11-23", "reversed"),
        (None, "2026-11-23", "unknown"),
        ("2026-11-24", None, "unknown"),
    ],
)
def test_dates_are_compared_when_both_are_known(
    traded: str | None, settled: str | None, dates: str
) -> None:
    assert facts(payload(trade_date=traded, settlement_date=settled))["dates"] == dates


def test_a_notional_in_another_currency_is_not_known_in_usd() -> None:
    assert facts(payload(currency="JPY"))["notional_usd_known"] == "no"


WHATEVER = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals()


@given(sent=st.dictionaries(st.sampled_from([*TradeReview.model_fields, "x"]), WHATEVER))
@settings(deadline=None)
def test_whatever_comes_it_is_refused_in_order_or_has_facts(sent: dict[str, Any]) -> None:
    try:
        trade = TradeReview.model_validate(sent)
    except ValidationError:
        return
    assert facts(trade)["notional"] == trade.notional > 0
