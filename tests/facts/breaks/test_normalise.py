"""Normalisation of a side: which raw field gave what, and what was changed."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.pairs import found, pair

RAW = {
    "SIDE": "2",
    "QTY": "1000",
    "PX": "150.25",
    "AMT": 150250,
    "CCY": "usd",
    "TD": "20261124",
    "SD": "2026-11-25",
    "ISIN": "US03 7833 1005",
}
DIGITS, DATE = "plain digits (150.25)", "a date (2026-11-24 or 20261124)"
MAPPING = {
    "side": "SIDE", "quantity": "QTY", "price": "PX", "settlement_amount": "AMT",
    "currency": "CCY", "trade_date": "TD", "settlement_date": "SD", "isin": "ISIN",
}  # fmt: skip


def from_raw(**raw: Any) -> dict[str, Any]:
    payload = pair()
    ours = {name: value for name, value in payload["ours"].items() if name in {*MAPPING}}
    payload["ours"] = {"source": "OMS", "record_number": "1", "side": "buy", **ours}
    payload["theirs"] = {
        "source": "FILE", "record_number": "2", "raw": RAW | raw, "mapping": MAPPING,
    }  # fmt: skip
    return payload


def test_a_side_is_read_from_its_raw_fields_as_it_maps_them() -> None:
    facts, comparison = found(from_raw())
    assert facts["match"] == "exact"
    origins = comparison["normalised"]["theirs"]["origins"]
    assert {name: one["raw_field"] for name, one in origins.items()} == MAPPING
    assert origins["side"]["changes"] == ["read as sell"]
    assert origins["trade_date"]["changes"] == ["read as a date"]
    assert origins["currency"]["changes"] == ["spelled in capitals, without spaces"]
    assert origins["settlement_date"]["changes"] == []
    assert comparison["normalised"]["theirs"]["values"]["trade_date"] == "2026-11-24"


@pytest.mark.parametrize(
    ("raw", "value", "readable"),
    [
        ("QTY", "1,000", DIGITS), ("QTY", True, DIGITS), ("PX", "1e2", DIGITS),
        ("AMT", "n/a", DIGITS), ("AMT", 10**18, DIGITS), ("PX", Decimal("1.00000000001"), DIGITS),
        ("TD", "24.11.2026", DATE), ("TD", "20261331", DATE), ("SD", True, DATE),
        ("SIDE", "X", "a direction (buy, sell, or FIX tag 54)"), ("ISIN", " ", "a text"),
    ],
)  # fmt: skip
def test_a_raw_value_that_cannot_be_read_is_a_finding_and_no_guess(
    raw: str, value: Any, readable: str
) -> None:
    (name,) = [field for field, of in MAPPING.items() if of == raw]
    facts, comparison = found(from_raw(**{raw: value}))
    assert comparison["normalised"]["theirs"]["findings"][name] == [
        f"the raw field {raw} cannot be read as {readable}"
    ]
    (own,) = [one for one in comparison["breaks"] if one["field"] == name]
    assert own["findings"] == [f"theirs: the raw field {raw} cannot be read as {readable}"]
    assert (facts["match"], facts["identifiers"]) == ("broken", "faulty")


def test_a_value_that_is_given_comes_before_the_raw_one() -> None:
    payload = from_raw(QTY="7")
    payload["theirs"]["quantity"] = 1000
    assert found(payload)[0]["match"] == "exact"


@pytest.mark.parametrize("amount", ["0", "-5", 0, -5])
def test_a_quantity_that_is_not_above_zero_is_a_finding(amount: Any) -> None:
    payload = from_raw(QTY=amount)
    payload["ours"].pop("quantity")
    payload["ours"] |= {"raw": {"Q": amount}, "mapping": {"quantity": "Q"}}
    facts, comparison = found(payload)
    (only,) = comparison["breaks"]
    assert (facts["match"], only["field"], only["code"]) == ("broken", "quantity", "DQUA")
    assert only["findings"] == ["ours: is not above 0", "theirs: is not above 0"]


def test_a_raw_field_that_the_mapping_names_and_that_is_not_there_is_a_finding() -> None:
    payload = from_raw()
    payload["theirs"]["mapping"] = MAPPING | {"price": "px"}
    facts, comparison = found(payload)
    (only,) = comparison["breaks"]
    assert (facts["match"], only["field"]) == ("broken", "price")
    assert only["findings"] == ["theirs: the raw field px is not there"]


@pytest.mark.parametrize("written", [" 1000 ", "1000.00", "01000", "1000.0"])
def test_an_amount_in_another_spelling_is_told_as_changed(written: str) -> None:
    facts, comparison = found(from_raw(QTY=written))
    assert facts["match"] == "exact"
    changes = comparison["normalised"]["theirs"]["origins"]["quantity"]["changes"]
    assert changes == ["read as 1000"]


def test_a_missing_value_and_one_that_cannot_be_read_are_told_apart() -> None:
    payload = from_raw(QTY="n/a")
    payload["ours"].pop("quantity")
    _, comparison = found(payload)
    (only,) = comparison["breaks"]
    assert only["findings"] == [
        f"theirs: the raw field QTY cannot be read as {DIGITS}",
        "ours: not given",
    ]


def test_an_empty_raw_field_is_absent() -> None:
    payload = from_raw(PX="")
    assert found(payload)[1]["not_compared"] == ["price"]


def test_offshore_renminbi_is_compared_as_renminbi_and_told() -> None:
    payload = pair(currency="CNH")
    payload["ours"]["currency"] = "CNY"
    facts, comparison = found(payload)
    assert facts["match"] == "exact"
    changes = comparison["normalised"]["theirs"]["origins"]["currency"]["changes"]
    assert changes == ["CNH is compared as CNY"]
