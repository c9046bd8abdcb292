"""Positions of a portfolio snapshot: how much of it one instrument is after a trade."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

EXACT_DIGITS = 64
A_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Position:
    """The market value of one instrument, in major units of the snapshot's base currency."""

    symbol: str
    isin: str | None
    value: Decimal

    def is_of(self, symbol: str, isin: str | None) -> bool:
        """Return whether it is this instrument: by its ISIN where both have one."""
        return self.isin == isin if self.isin and isin else self.symbol == symbol


def concentration(
    positions: Sequence[Position], symbol: str, isin: str | None, traded: Decimal
) -> Decimal | None:
    """Return the percentage of one instrument after a trade, rounded half to even to 0.01.

    It is the instrument's absolute value over the sum of all absolute values, so that short
    positions count; None where nothing is left. `traded` is below 0 for a sale. Cash is a position.

    Example: 30 of 100 and a purchase of 100 more are 65.00 percent.
    """
    with localcontext(prec=EXACT_DIGITS):
        of_it = sum((one.value for one in positions if one.is_of(symbol, isin)), Decimal(0))
        others = sum(
            (abs(one.value) for one in positions if not one.is_of(symbol, isin)), Decimal(0)
        )
        after = abs(of_it + traded)
        if after + others == 0:
            return None
        return (after * 100 / (after + others)).quantize(A_HUNDREDTH, rounding=ROUND_HALF_EVEN)
