"""Confidence in a recommendation: how often people upheld the same one, as a bound that is safe.

The lower end of the Wilson score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209).
With few cases it stays far below the share that was seen, and it never leaves 0 to 1.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext

# Below so many cases the bound says more about their number than about the recommendation: of 29
# that all upheld it is 0.88.
LEAST_CASES = 30
# The 97.5th percentile of the normal distribution, for an interval of 95 percent.
Z = Decimal("1.959963984540054")
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Upheld:
    """Cases that people ended, of one type, policy version and rules; of `upheld` they upheld it.

    >>> Upheld(212, 211).wilson()
    Decimal('0.9737')
    """

    cases: int
    upheld: int

    def wilson(self) -> Decimal:
        """Return the lower bound of the Wilson interval of 95 percent, rounded down to 4 places."""
        with localcontext(prec=28):
            n, share = Decimal(self.cases), Decimal(self.upheld) / self.cases
            z2 = Z * Z
            middle = share + z2 / (2 * n)
            half = Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
            bound = (middle - half) / (1 + z2 / n)
        return max(bound, Decimal(0)).quantize(PLACES, ROUND_FLOOR)
