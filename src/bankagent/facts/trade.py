"""Facts about a trade: whether its numbers and its dates contradict each other."""

from datetime import date
from decimal import Decimal, localcontext

from bankagent.facts.exact import EXACT_DIGITS, ONE_IN_A_BASIS_POINT

A_CENT = Decimal("0.01")


def economics(notional: Decimal, quantity: Decimal | None, price: Decimal | None) -> str:
    """Return whether quantity times price is the notional: match, mismatch or unknown.

    All amounts are in major units of one currency. A difference of a cent, or of one basis point of
    the notional, is still a match; the product is not rounded.

    Example: `economics(Decimal(1000000), Decimal(10000), Decimal("100.01"))` is a match.
    """
    if quantity is None or price is None:
        return "unknown"
    with localcontext(prec=EXACT_DIGITS):
        off = abs(quantity * price - notional)
        near = off <= A_CENT or off * ONE_IN_A_BASIS_POINT <= notional
    return "match" if near else "mismatch"


def order_of_dates(traded: date | None, settles: date | None) -> str:
    """Return the order of trade date and settlement date: ordered, reversed or unknown."""
    if traded is None or settles is None:
        return "unknown"
    return "reversed" if settles < traded else "ordered"
