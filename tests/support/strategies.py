"""Random JSON within the limits, for properties."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bankagent.reference.cells import FIRST, LAST

DIGITS = 28

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=10).filter(
    lambda number: len(number.as_tuple().digits) <= DIGITS
)
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**27), 10**27) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=6)


def _trades() -> st.SearchStrategy[dict[str, Any]]:
    names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(
        lambda name: any(map(str.isalnum, name))
    )
    amounts = st.integers(1, 10**28 - 1) | st.integers(1, 10**28 - 1).map(
        lambda units: Decimal(units).scaleb(-10)
    )
    optional: dict[str, st.SearchStrategy[Any]] = {
        "side": st.sampled_from(["buy", "sell", "sell_short", None]),
        "quantity": amounts,
        "price": amounts | st.integers(-100, 100) | amounts.map(lambda amount: f"{amount:f}"),
        "trade_date": st.dates(FIRST, LAST).map(str),
        "executed_at": st.just("2026-11-24T09:30:00+01:00"),
        "counterparty_name": names,
        "book": names,
        "trader": names,
    }
    needed: dict[str, st.SearchStrategy[Any]] = {
        "symbol": st.from_regex(
            r"\A[A-Za-z0-9./^=:-]([A-Za-z0-9./^=: -]{0,30}[A-Za-z0-9./^=:-])?\Z"
        ),
        "notional": amounts,
    }
    return st.fixed_dictionaries(needed, optional=optional)


TRADES = _trades()
