from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bankagent.facts.trade import economics, order_of_dates

AMOUNTS = st.integers(1, 10**28 - 1).map(lambda units: Decimal(units).scaleb(-10))


@given(quantity=AMOUNTS, price=AMOUNTS, notional=AMOUNTS)
def test_the_product_is_compared_without_rounding(
    quantity: Decimal, price: Decimal, notional: Decimal
) -> None:
    # In units of 1e-20, which whole numbers hold exactly.
    units = int(quantity.scaleb(10)) * int(price.scaleb(10))
    off = abs(units - int(notional.scaleb(10)) * 10**10)
    near = off <= 10**18 or off * 10_000 <= int(notional.scaleb(10)) * 10**10
    assert economics(notional, quantity, price) == ("match" if near else "mismatch")


def test_numbers_that_are_not_there_contradict_nothing() -> None:
    assert economics(Decimal(1), None, Decimal(1)) == "unknown"
    assert economics(Decimal(1), Decimal(1), None) == "unknown"
    assert order_of_dates(None, date(2026, 11, 24)) == "unknown"
    assert order_of_dates(date(2026, 11, 24), None) == "unknown"
