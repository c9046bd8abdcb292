from datetime import date
from decimal import Decimal, localcontext
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.known import Case
from bankagent.facts.amounts import for_limits
from bankagent.facts.fx import Conversion, Rate, asked, convert
from bankagent.facts.limits import Limit, TradingLimits

THEN = date(2026, 10, 29)
DAY = date(2026, 10, 30)
RATES = {
    "USD": Rate(DAY, Decimal("1.1")),
    "GBP": Rate(THEN, Decimal("0.85")),
    "JPY": Rate(DAY, Decimal("175.68")),
}
AMOUNTS = st.integers(1, 10**28 - 1).map(lambda units: Decimal(units).scaleb(-10))
UNITS = st.integers(1, 10**12).map(lambda units: Decimal(units).scaleb(-6))


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2500000.10", "USD", Conversion(Decimal("2500000.10"), "same", Decimal(1), None)),
        ("100", "EUR", Conversion(Decimal(110), "direct", Decimal("1.1"), DAY)),
        (
            "100",
            "GBP",
            Conversion(Decimal("129.4117647059"), "cross", Decimal("1.29411764706"), THEN),
        ),
        (
            "1000000",
            "JPY",
            Conversion(Decimal("6261.3843351548"), "cross", Decimal("0.00626138433515"), DAY),
        ),
    ],
)
def test_a_conversion_says_its_rate_its_day_and_its_method(
    amount: str, currency: str, expected: Conversion
) -> None:
    assert convert(Decimal(amount), currency, RATES) == expected


def test_into_the_euro_one_rate_is_enough() -> None:
    converted = convert(Decimal(110), "USD", RATES, to="EUR")
    assert converted is not None
    assert (converted.amount, converted.method) == (Decimal(100), "direct")


def test_without_a_rate_nothing_is_converted() -> None:
    assert convert(Decimal(1), "CHF", RATES) is None
    assert convert(Decimal(1), "EUR", {}) is None
    assert convert(Decimal(1), "GBP", {"GBP": RATES["GBP"]}) is None


def test_half_of_the_last_place_is_rounded_to_even() -> None:
    rates = {"USD": Rate(DAY, Decimal("0.5"))}
    for amount, expected in (("0.0000000001", "0E0"), ("0.0000000003", "0.0000000002")):
        converted = convert(Decimal(amount), "EUR", rates)
        assert converted is not None
        assert converted.amount == Decimal(expected)


def test_a_conversion_is_rounded_once() -> None:
    # A hair below a half of the last place: as 64 digits it is that half, which goes up to 2.
    below = Decimal("1.4" + "9" * 70 + "E-10")
    converted = convert(Decimal(1), "EUR", {"USD": Rate(DAY, below)})
    assert converted is not None
    assert converted.amount == Decimal("1E-10")


@given(amount=AMOUNTS, out_of=UNITS, into=UNITS)
def test_a_conversion_is_exact_up_to_its_last_place_and_fits_the_engine(
    amount: Decimal, out_of: Decimal, into: Decimal
) -> None:
    converted = convert(amount, "GBP", {"GBP": Rate(DAY, out_of), "USD": Rate(DAY, into)})
    assert converted is not None
    with localcontext(prec=100):
        exact = amount * into / out_of
        last_place = max(Decimal("1e-10"), Decimal(1).scaleb(exact.adjusted() - 27))
        assert abs(converted.amount - exact) <= last_place / 2
    assert len(converted.amount.as_tuple().digits) <= 28


def case(currency: str, desk: str | None = None) -> Case:
    payload = SimpleNamespace(currency=currency, trade_date=DAY, desk=desk, book=None)
    return Case(1, "C-1", payload)


@pytest.mark.parametrize(
    ("currency", "desk", "expected"),
    [
        ("USD", None, []),
        ("USD", "ny", []),
        ("USD", "unheard-of", []),
        ("USD", "ldn", ["GBP", "USD"]),
        ("GBP", None, ["GBP", "USD"]),
        ("JPY", "ldn", ["GBP", "JPY", "USD"]),
        ("EUR", "ldn", ["GBP", "USD"]),
    ],
)
def test_rates_are_asked_for_the_currencies_of_a_trade_and_of_its_limits(
    currency: str, desk: str | None, expected: list[str]
) -> None:
    limited_in = {("desk", "ldn"): "GBP", ("desk", "ny"): "USD"}
    assert asked(case(currency, desk), limited_in) == [(one, DAY) for one in expected]


def test_an_amount_is_known_in_the_currency_of_its_limit() -> None:
    own = TradingLimits(1, {("desk", "ldn"): Limit("GBP", Decimal(100))})
    found = for_limits(Decimal(110), "USD", own, RATES)
    assert found == {"GBP": Conversion(Decimal(85), "cross", Decimal("0.772727272727"), THEN)}
    assert for_limits(Decimal(110), "GBP", own, RATES) == {}
    assert for_limits(Decimal(110), "CHF", own, RATES) == {}
