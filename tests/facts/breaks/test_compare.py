"""Comparison of two sides: each difference is exactly one break, with its reason code."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.facts.breaks.comparison import CODES
from bankagent.facts.breaks.fields import FIELDS
from bankagent.facts.breaks.tolerances import Tolerance, Tolerances
from tests.support import pairs
from tests.support.pairs import TRADE, found, pair

OTHER: dict[str, st.SearchStrategy[Any]] = {
    "uti": st.text("ABCDEFGHJK0123456789", min_size=1, max_size=52),
    "side": st.just("buy"),
    "isin": st.sampled_from(["GB0002634946", "DE0007164600", "IE00B4BNMY34"]),
    "symbol": st.sampled_from(["MSFT", "BRK.B", "SAP GY"]),
    "counterparty_lei": st.sampled_from(["7LTWFZYICNSX8D621K86", "529900T8BM49AURSDO55"]),
    "counterparty_bic": st.sampled_from(["BNPAFRPP", "DEUTDEFF500"]),
    "quantity": st.decimals(Decimal("0.0001"), Decimal(10**12), places=4),
    "currency": st.sampled_from(["EUR", "GBP", "JPY", "CNH"]),
    "settlement_amount": st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2),
    "accrued_interest": st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2),
    "price": st.decimals(Decimal("0.0001"), Decimal(10**9), places=6),
    "settlement_date": st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str),
    "trade_date": st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str),
    "ssi.place_of_settlement_bic": st.sampled_from(["CRSTGB22", "DAKVDEFF"]),
    "ssi.agent_bic": st.sampled_from(["BNPAFRPP", "CITIUS33CHI"]),
    "ssi.custodian_bic": st.sampled_from(["BNPAFRPP", "SBOSUS33"]),
    "ssi.safekeeping_account": st.text("ABC0123456789-", min_size=1, max_size=35),
    "ssi.cash_iban": st.sampled_from(["GB29NWBK60161331926819", "FR1420041010050500013M02606"]),
}
# ISO 15022 field 24B, written here a second time: the code's own table must not judge itself.
CODE_OF = {
    "uti": "IIND", "side": "DELN", "isin": "DSEC", "symbol": "DSEC", "counterparty_lei": "IEXE",
    "counterparty_bic": "IEXE", "quantity": "DQUA", "currency": "NCRR",
    "settlement_amount": "DMON", "accrued_interest": "ACRU", "price": "DDEA",
    "settlement_date": "DDAT", "trade_date": "DTRD", "ssi.place_of_settlement_bic": "DEPT",
    "ssi.agent_bic": "ICAG", "ssi.custodian_bic": "ICUS", "ssi.safekeeping_account": "SAFE",
    "ssi.cash_iban": "OTHR",
}  # fmt: skip
TOLERATED = {"price": "0.015025", "settlement_amount": "2", "accrued_interest": "2"}


def usual(name: str) -> Any:
    owner, _, inner = name.rpartition(".")
    return (TRADE[owner] if owner else {"side": "sell", **TRADE})[inner]


def differs(name: str, value: Any) -> bool:
    """Whether a value is another one, and by more than the tolerance."""
    if name in TOLERATED:
        return abs(value - Decimal(usual(name))) > Decimal(TOLERATED[name])
    return str(value) != str(usual(name)) and (name != "quantity" or value != usual(name))


def test_each_comparable_field_is_tried_and_each_code_has_its_place() -> None:
    assert OTHER.keys() == CODE_OF.keys() == FIELDS.keys()
    assert {*CODE_OF.values()} <= {*CODES}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("name", FIELDS)
def test_one_difference_gives_exactly_that_break_and_its_code(
    name: str, data: st.DataObject
) -> None:
    value = data.draw(OTHER[name].filter(lambda one: differs(name, one)))
    payload = pair()
    if name == "symbol":  # it is compared where not both sides have an ISIN
        pairs.change(payload["ours"], "isin", None)
        pairs.change(payload["theirs"], "isin", None)
    pairs.change(payload["theirs"], name, value)
    facts, comparison = found(payload)
    (only,) = comparison["breaks"]
    assert (only["field"], only["code"], only["within"]) == (name, CODE_OF[name], False)
    assert only["findings"] == []
    assert comparison["match"] == facts["match"] == "broken"
    assert comparison["primary_code"] == facts["primary_code"] == CODE_OF[name]
    assert facts["break_count"] == 1
    assert comparison["not_compared"] == []
    # The other way round it is the same break, with the difference negated.
    payload["ours"], payload["theirs"] = payload["theirs"], payload["ours"]
    (turned,) = found(payload)[1]["breaks"]
    assert (turned["code"], turned["ours"], turned["theirs"]) == (
        only["code"], only["theirs"], only["ours"],
    )  # fmt: skip
    if only["difference"] is not None:
        assert Decimal(turned["difference"]) == -Decimal(only["difference"])


def test_sides_that_agree_in_each_field_match_exactly() -> None:
    facts, comparison = found(pair())
    assert facts["match"] == "exact"
    assert comparison["breaks"] == comparison["not_compared"] == []
    assert comparison["primary_code"] is None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("isin", " us0378331005"),
        ("symbol", "aapl"),
        ("counterparty_bic", "DEUTDEFFXXX"),
        ("counterparty_lei", "5493001kjtiigc8y1r12"),
        ("quantity", "1000.0000"),
        ("price", "150.250"),
        ("ssi.cash_iban", "DE89 3704 0044 0532 0130 00"),
        ("ssi.safekeeping_account", "sk-1"),
    ],
)
def test_another_spelling_of_a_value_is_no_break(name: str, written: str) -> None:
    payload = pair()
    pairs.change(payload["theirs"], name, written)
    assert found(payload)[1]["match"] == "exact"


@pytest.mark.parametrize(
    ("name", "at", "beyond"),
    [
        ("price", "150.265025", "150.265026"),
        ("settlement_amount", "150252", "150252.01"),
        ("accrued_interest", "98", "97.99"),
    ],
)
def test_a_difference_is_within_its_tolerance_up_to_the_tolerance_itself(
    name: str, at: str, beyond: str
) -> None:
    facts, comparison = found(pair(**{name: at}))
    (only,) = comparison["breaks"]
    assert facts["match"] == "within_tolerance"
    assert (only["within"], only["tolerance"]["version"]) == (True, 1)
    assert (facts["break_count"], facts["tolerated_count"]) == (0, 1)
    assert found(pair(**{name: beyond}))[0]["match"] == "broken"


def test_the_row_of_an_asset_class_comes_before_that_of_any() -> None:
    own = Tolerances(
        7, {**pairs.SAMPLE.rows, ("price", "equity"): Tolerance("absolute", Decimal(1))}
    )
    payload = pair(price="151")
    assert found(payload, own)[0]["match"] == "broken"
    facts, comparison = found(payload | {"asset_class": "equity"}, own)
    assert facts["match"] == "within_tolerance"
    assert comparison["breaks"][0]["tolerance"] == {
        "version": 7, "field": "price", "asset_class": "equity", "unit": "absolute", "amount": "1",
    }  # fmt: skip


def test_a_tolerance_in_ticks_needs_the_size_of_a_tick() -> None:
    ticks = Tolerances(1, {("price", "any"): Tolerance("ticks", Decimal(2))})
    assert found(pair(price="150.27") | {"tick_size": "0.01"}, ticks)[0]["match"] != "broken"
    assert found(pair(price="150.28") | {"tick_size": "0.01"}, ticks)[0]["match"] == "broken"
    assert found(pair(price="150.27"), ticks)[0]["match"] == "broken"


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("settlement_amount", "-1", "1"),
        ("settlement_amount", "0.5", "-0.5"),
        ("accrued_interest", "-0.01", "0.01"),
    ],
)
def test_amounts_of_contrary_signs_are_never_within_a_tolerance(
    name: str, ours: str, theirs: str
) -> None:
    payload = pair(**{name: theirs})
    payload["ours"][name] = ours
    assert found(payload)[0]["match"] == "broken"
    payload["ours"][name] = "0"
    assert found(payload)[0]["match"] == "within_tolerance"


@pytest.mark.parametrize(
    ("currency", "within", "beyond"),
    [("USD", "152", "152.01"), ("KWD", "150.2", "150.201"), ("JPY", "350", "350.01")],
)
def test_a_tolerance_in_minor_units_follows_the_currency(
    currency: str, within: str, beyond: str
) -> None:
    for amount, match in ((within, "within_tolerance"), (beyond, "broken")):
        payload = pair(currency=currency, settlement_amount=amount)
        payload["ours"] |= {"currency": currency, "settlement_amount": 150}
        assert found(payload)[0]["match"] == match


def test_a_currency_without_a_minor_unit_has_no_tolerance_in_it() -> None:
    payload = pair(currency="XAU", settlement_amount="150.0000000001")
    payload["ours"] |= {"currency": "XAU", "settlement_amount": 150}
    assert found(payload)[0]["match"] == "broken"


def test_amounts_in_two_currencies_are_never_within_a_tolerance() -> None:
    _, comparison = found(pair(currency="EUR", settlement_amount=150251))
    assert comparison["match"] == "broken"
    by_field = {one["field"]: one for one in comparison["breaks"]}
    assert by_field.keys() == {"currency", "settlement_amount"}
    assert (by_field["settlement_amount"]["within"], comparison["primary_code"]) == (False, "NCRR")
    assert by_field["settlement_amount"]["difference"] is None


def test_without_tolerances_in_force_each_difference_is_a_break() -> None:
    assert found(pair(price="150.2500001"), Tolerances())[0]["match"] == "broken"


@pytest.mark.parametrize(
    ("missing", "match", "code"),
    [("theirs", "unmatched_ours", "CMIS"), ("ours", "unmatched_theirs", "DTRA")],
)
def test_a_side_that_is_missing_is_one_break(missing: str, match: str, code: str) -> None:
    facts, comparison = found(pair() | {missing: None})
    (only,) = comparison["breaks"]
    assert (facts["match"], only["field"], only["code"]) == (match, missing, code)


def test_the_primary_break_is_the_one_that_counts_most() -> None:
    payload = pair(side="buy", quantity=900, price="140", settlement_date="2026-11-27")
    _, comparison = found(payload)
    codes = [one["code"] for one in comparison["breaks"]]
    assert codes == ["DELN", "DQUA", "DDEA", "DDAT"]
    assert (comparison["primary_code"], comparison["primary_field"]) == ("DELN", "side")


def test_a_tolerated_difference_is_never_primary() -> None:
    _, comparison = found(pair(settlement_amount=150251, trade_date="2026-11-23"))
    assert [one["code"] for one in comparison["breaks"]] == ["DTRD", "DMON"]


@pytest.mark.parametrize(
    ("name", "bad", "code"),
    [
        ("isin", "US0378331006", "DSEC"),
        ("counterparty_lei", "5493001KJTIIGC8Y1R13", "IEXE"),
        ("counterparty_bic", "NOBIC", "IEXE"),
        ("currency", "USX", "NCRR"),
        ("ssi.agent_bic", "XX", "ICAG"),
        ("ssi.cash_iban", "DE00370400440532013000", "OTHR"),
    ],
)
def test_a_bad_identifier_is_a_finding_even_where_both_sides_have_it(
    name: str, bad: str, code: str
) -> None:
    payload = pair()
    pairs.change(payload["theirs"], name, bad)
    pairs.change(payload["ours"], name, bad)
    facts, comparison = found(payload)
    (only,) = comparison["breaks"]
    assert (only["field"], only["code"], only["difference"]) == (name, code, None)
    assert len(only["findings"]) == 2
    assert only["findings"][0].startswith("ours: is no ")
    assert (facts["match"], facts["identifiers"]) == ("broken", "faulty")


@pytest.mark.parametrize("name", ["side", "quantity", "currency", "settlement_date"])
def test_a_pair_without_an_essential_field_does_not_match(name: str) -> None:
    payload = pair()
    for side in ("ours", "theirs"):
        pairs.change(payload[side], name, None)
        _, comparison = found(payload)
        (only,) = comparison["breaks"]
        assert (only["field"], only["code"]) == (name, CODE_OF[name])
        assert "not given" in only["findings"][-1]


def test_a_pair_without_amount_and_price_does_not_match() -> None:
    payload = pair(price=None)
    assert found(payload)[0]["match"] == "exact"
    assert found(payload)[1]["not_compared"] == ["price"]
    pairs.change(payload["theirs"], "settlement_amount", None)
    facts, comparison = found(payload)
    assert (facts["match"], comparison["primary_code"]) == ("broken", "DMON")


def test_a_position_needs_an_instrument_and_a_quantity_alone() -> None:
    own = {"isin": "US0378331005", "quantity": 5}
    payload = {
        "ours": {"source": "BOOKS", "record_number": "1", **own},
        "theirs": {"source": "CUSTODIAN", "record_number": "2", **own},
    }
    assert found(payload)[0]["match"] == "broken"
    assert found(payload | {"stage": "position"})[0]["match"] == "exact"


def test_an_instruction_that_one_side_alone_has_is_a_break() -> None:
    _, comparison = found(pair(ssi__custodian_bic=None))
    (only,) = comparison["breaks"]
    assert (only["code"], only["ours"], only["theirs"]) == ("ICUS", "CHASUS33XXX", None)


@pytest.mark.parametrize(("whose", "code"), [("theirs", "CPCA"), ("ours", "OTHR")])
def test_a_record_that_one_party_has_cancelled_is_a_break(whose: str, code: str) -> None:
    payload = pair()
    payload[whose]["cancelled"] = True
    (only,) = found(payload)[1]["breaks"]
    assert (only["field"], only["code"]) == ("cancelled", code)


def test_reported_codes_stand_beside_the_breaks_that_have_them() -> None:
    payload = pair(quantity=900) | {"reported_reason_codes": ["DQUA", "DDAT"]}
    _, comparison = found(payload)
    assert comparison["breaks"][0]["source_code"] == "DQUA"
    assert comparison["reported_only"] == ["DDAT"]


def test_the_difference_of_dates_is_in_days() -> None:
    later = date(2026, 11, 25) + timedelta(days=5)
    assert found(pair(settlement_date=str(later)))[1]["breaks"][0]["difference"] == "5"
