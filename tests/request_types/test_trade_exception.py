"""Payloads of trade_exception: what is refused, with its path, and what is a finding instead."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.domain import exact_json
from bankagent.errors import BadRequest
from bankagent.facts.breaks.urgency import MATCHED
from bankagent.request_types.trade_exception import TYPE
from tests.support.pairs import found, pair, parsed


def findings(payload: Any) -> dict[str, str]:
    with pytest.raises(BadRequest) as refused:
        parsed(payload)
    return {one.field: one.expected for one in refused.value.findings}


def test_a_pair_without_any_side_is_refused() -> None:
    assert findings({}) == {"payload": "must have ours, theirs or both"}
    assert findings({"ours": None, "theirs": None}).keys() == {"payload"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quantity", 0), ("price", "1e5"), ("settlement_amount", True), ("trade_date", "24.11."),
        ("received_at", "2026-11-24"), ("side", "B"), ("isin", ""), ("record_number", "x" * 65),
        ("cancelled", "no"), ("more", 1),
    ],
)  # fmt: skip
def test_a_bad_value_of_a_side_is_refused_with_its_path(name: str, value: Any) -> None:
    assert findings(pair(**{name: value})).keys() == {f"payload.theirs.{name}"}


def test_a_bad_field_of_an_instruction_is_refused_with_its_path() -> None:
    assert findings(pair(ssi__agent_bic=5)).keys() == {"payload.theirs.ssi.agent_bic"}


@pytest.mark.parametrize(
    "raw",
    [
        {str(number): "" for number in range(201)}, {"a": "x" * 1001}, {"a": {"b": 1}}, {"": 1},
        {"x" * 65: 1}, [],
    ],
)  # fmt: skip
def test_raw_fields_are_bounded(raw: Any) -> None:
    assert findings(pair(raw=raw)).keys() == {"payload.theirs.raw"}


def test_a_mapping_names_fields_that_are_compared() -> None:
    told = findings(pair(mapping={"volume": "QTY"}))
    assert told["payload.theirs.mapping"].startswith("must map fields that are compared: uti")


@pytest.mark.parametrize("codes", [["dqua"], ["DQUA"] * 21, "DQUA", [1]])
def test_reported_codes_are_four_capitals_and_few(codes: Any) -> None:
    (path,) = findings(pair() | {"reported_reason_codes": codes})
    assert path.startswith("payload.reported_reason_codes")


@pytest.mark.parametrize("name", ["isin", "currency", "counterparty_lei", "counterparty_bic"])
def test_an_identifier_that_fails_its_check_is_no_fault_of_the_call(name: str) -> None:
    assert parsed(pair(**{name: "nonsense"})).theirs.source == "BROKER-A"


TEXTS = st.sampled_from(["US0378331005", "AAPL", "usd", "EUR", "XXX", "é", "DEUTDEFF", "0"])
NUMBERS = st.decimals(Decimal("0.0000000001"), Decimal(10**17), places=10)
DAYS = st.dates(date(1995, 1, 1), date(2090, 1, 1)).map(str)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("uti", "isin", "symbol", "currency", "counterparty_lei"), TEXTS),
    **dict.fromkeys(("quantity", "price", "settlement_amount", "accrued_interest"), NUMBERS),
    **dict.fromkeys(("trade_date", "settlement_date"), DAYS),
    "side": st.sampled_from(["buy", "sell", "sell_short"]),
    "ssi": st.fixed_dictionaries({}, optional={"agent_bic": TEXTS, "cash_iban": TEXTS}),
    "cancelled": st.booleans(),
    "received_at": st.just("2026-11-24T09:30:00Z"),
    "raw": st.dictionaries(TEXTS, st.none() | TEXTS | NUMBERS | st.booleans(), max_size=4),
    "mapping": st.dictionaries(st.sampled_from(["isin", "price", "side"]), TEXTS, max_size=3),
}
RECORD = {"source": st.just("A"), "record_number": st.just("1")}
SIDES = st.none() | st.fixed_dictionaries(RECORD, optional=FIELDS)
PAYLOADS = st.fixed_dictionaries(
    {"ours": SIDES, "theirs": SIDES},
    optional={
        "market": st.sampled_from(["XNAS", "XLON", "XETR", "XXXX"]),
        "asset_class": st.sampled_from(["equity", "crypto"]),
        "stage": st.sampled_from(["capture", "settlement", "position"]),
        "exposure": NUMBERS,
        "currency": st.sampled_from(["USD", "EUR", "JPY"]),
        "tick_size": NUMBERS,
        "reported_reason_codes": st.lists(st.sampled_from(["DQUA", "ABCD"]), max_size=3),
        "counterparty_name": st.just("Example Ltd"),
    },
).filter(lambda one: one["ours"] or one["theirs"])


@given(sent=PAYLOADS)
@settings(deadline=None, max_examples=300)
def test_each_fact_of_any_pair_is_one_that_is_declared(sent: Any) -> None:
    facts, comparison = found(sent)
    assert set(facts) == set(TYPE.fact_names)
    wrong = {
        name: facts[name] for name, fact in TYPE.fact_schema.items() if not fact.holds(facts[name])
    }
    assert wrong == {}
    assert exact_json.loads(exact_json.dumps(comparison)) == comparison
    assert (comparison["primary_code"] is None) == (comparison["match"] in MATCHED)
    assert bool(comparison["breaks"]) == (comparison["match"] != "exact")
