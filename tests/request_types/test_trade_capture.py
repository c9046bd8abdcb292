"""Payloads of trade_capture: one spelling of a trade, and findings with their path."""

from decimal import Decimal
from typing import Any

import pytest

from bankagent import catalog
from bankagent.errors import BadRequest
from tests.support import captures

TYPE = catalog.request_type("trade_capture")
SPELLINGS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"side": "B"}, {"side": "buy"}),
    ({"side": "Sell Short"}, {"side": "sell_short"}),
    ({"isin": " us0378331005 "}, {"isin": "US0378331005"}),
    ({"currency": "usd"}, {"currency": "USD"}),
    ({"quantity": "10000.00"}, {"quantity": Decimal(10000)}),
    ({"desk": None}, {}),
    (
        {"currency": "GBX", "price": "725.5", "notional": 7255000},
        {"currency": "GBP", "price": Decimal("7.255"), "notional": Decimal(72550)},
    ),
    (
        {"currency": "GBp", "price": 725, "notional": Decimal(7250000)},
        {"currency": "GBP", "price": Decimal("7.25"), "notional": Decimal(72500)},
    ),
    (
        {"currency": "gbx", "price": "725.12345678"},
        {"currency": "GBP", "price": Decimal("7.2512345678"), "notional": Decimal(25000)},
    ),
    (
        {"currency": "zac", "price": "1.5"},
        {"currency": "ZAR", "price": Decimal("0.015"), "notional": Decimal(25000)},
    ),
    ({"currency": "gbp"}, {"currency": "GBP"}),
    ({"executed_at": "2026-11-24T10:30:00+01:00"}, {"executed_at": "2026-11-24T09:30:00Z"}),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"trade": {"side": "purchase"}}, "payload.trade.side"),
    ({"trade": {"isin": "US0378331006"}}, "payload.trade.isin"),
    ({"trade": {"price": None}}, "payload.trade.price"),
    ({"trade": {"currency": "GBX", "price": "x"}}, "payload.trade.price"),
    ({"trade": {"currency": "GBX", "price": True}}, "payload.trade.price"),
    *[
        ({"trade": {"currency": currency, name: amount}}, f"payload.trade.{name}")
        for currency in ("GBX", "USD")
        for name in ("price", "notional")
        for amount in ("1_000", "\uff11\uff12", "1e3", "+1", "725.12345678901", [], 1.5)
    ],
    ({"trade": {"currency": "GBX", "notional": 0}}, "payload.trade.notional"),
    ({"trade": {"currency": "GBX", "price": "725.123456789"}}, "payload.trade.price"),
    ({"trade": {"currency": "Gbp"}}, "payload.trade.currency"),
    ({"trade": {"currency": "gBX"}}, "payload.trade.currency"),
    ({"trade": {"colour": "red"}}, "payload.trade.colour"),
    ({"uti": "ABC"}, "payload.uti"),
    ({"record_number": ""}, "payload.record_number"),
    ({"record_number": "4711 "}, "payload.record_number"),
    ({"action": "delete"}, "payload.action"),
    ({"action": "cancel", "trade": captures.TRADE}, "payload"),
]


@pytest.mark.parametrize(("sent", "kept"), SPELLINGS)
def test_a_trade_has_one_spelling(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    usual: Any = catalog.parse_payload(TYPE, captures.payload())
    parsed: Any = catalog.parse_payload(TYPE, captures.payload(trade=sent))
    assert parsed.trade.normalised() == usual.trade.normalised() | kept


def test_a_normalised_trade_is_a_payload_of_trade_review_and_of_itself() -> None:
    parsed: Any = catalog.parse_payload(TYPE, captures.payload(trade={"side": "S"}))
    trade = parsed.trade.normalised()
    catalog.parse_payload(catalog.request_type("trade_review"), trade)
    again: Any = catalog.parse_payload(TYPE, captures.payload(trade=trade))
    assert again.trade.normalised() == trade


@pytest.mark.parametrize(("wrong", "path"), WRONG)
def test_a_finding_names_the_path(wrong: dict[str, Any], path: str) -> None:
    sent = captures.payload() | wrong
    if set(wrong) == {"trade"}:
        sent = captures.payload(trade=wrong["trade"])
    with pytest.raises(BadRequest) as refused:
        catalog.parse_payload(TYPE, sent)
    assert [finding.field for finding in refused.value.findings] == [path]


def test_a_record_without_a_trade_is_told_so() -> None:
    with pytest.raises(BadRequest):
        catalog.parse_payload(TYPE, {"source": "OMS", "record_number": "1"})
