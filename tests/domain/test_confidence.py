"""The lower Wilson bound, against the equation that defines it, solved another way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.confidence import LEAST_CASES, Upheld

Z2 = Fraction("1.959963984540054") ** 2
STEP = Fraction(1, 10_000)


def excess(upheld: Upheld, share: Fraction) -> Fraction:
    """Return by how much the seen share is further from this one than the interval allows.

    The Wilson interval holds each share p with n (seen - p)^2 <= z^2 p (1 - p).
    """
    seen = Fraction(upheld.upheld, upheld.cases)
    return upheld.cases * (seen - share) ** 2 - Z2 * share * (1 - share)


@st.composite
def votes(draw: st.DrawFn) -> Upheld:
    n = draw(st.integers(1, 5_000_000))
    return Upheld(n, draw(st.integers(0, n)))


@given(votes())
def test_the_bound_is_the_last_of_four_places_below_the_interval(counted: Upheld) -> None:
    bound = counted.wilson()
    assert bound == bound.quantize(Decimal("0.0001"))
    low, high = Fraction(bound), Fraction(bound) + STEP
    assert 0 <= low <= Fraction(counted.upheld, counted.cases)
    # At the bound the equation has a root; below it only shares that are too far away.
    assert excess(counted, low) >= 0
    assert excess(counted, high) <= 0 or high > Fraction(counted.upheld, counted.cases)


@given(votes())
def test_one_more_vote_that_upholds_never_lowers_it(counted: Upheld) -> None:
    assert Upheld(counted.cases + 1, counted.upheld + 1).wilson() >= counted.wilson()


@pytest.mark.parametrize(
    ("n", "upheld", "bound"),
    [
        # From the textbook's form of the formula, by hand with 20 digits.
        (LEAST_CASES, LEAST_CASES, "0.8864"),
        (LEAST_CASES, 0, "0.0000"),
        (212, 211, "0.9737"),
        (1000, 500, "0.4690"),
    ],
)
def test_values_that_are_known(n: int, upheld: int, bound: str) -> None:
    assert Upheld(n, upheld).wilson() == Decimal(bound)
