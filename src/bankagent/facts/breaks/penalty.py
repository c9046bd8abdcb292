"""Settlement penalty that is expected of a failing trade, in the EU's central depositories.

Source: annex of Commission Delegated Regulation (EU) 2017/389, in basis points for each business
day of the fail; cash and the growth markets for small firms have rates of their own, which are not
here.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from iso4217 import Currency

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.breaks.cut_offs import penalties_apply
from bankagent.facts.breaks.exposure import Exposure
from bankagent.facts.exact import EXACT_DIGITS, ONE_IN_A_BASIS_POINT

BASIS_POINTS = {
    "equity": Decimal("1.0"),
    "illiquid_equity": Decimal("0.5"),
    "fund": Decimal("0.5"),
    "corporate_bond": Decimal("0.2"),
    "government_bond": Decimal("0.1"),
}
# A fact that a policy can compare has at most these digits.
DIGITS = 28
# Places after the point by ISO 4217: JPY 0, EUR 2, KWD 3; metals and funds have none.
PLACES = {known.code: known.exponent for known in Currency}


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty in the currency of the exposure, not rounded, for so many business days."""

    basis_points: Decimal
    days: int
    amount: Decimal
    currency: str

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "basis_points": f"{self.basis_points:f}",
            "days": self.days,
            "amount": f"{self.amount:f}",
            "currency": self.currency,
        }


def expected(
    market: str | None, asset_class: str | None, at_stake: Exposure | None, days: int | None
) -> tuple[str, Penalty | None]:
    """Return whether a penalty is known, and the penalty up to now, at least of one day.

    The word is known, none (no penalties in this market), or unknown: no rate for the asset class,
    no exposure or no number of days.
    """
    apply = penalties_apply(market)
    if apply is False:
        return "none", None
    rate = BASIS_POINTS.get(asset_class or "")
    if apply is None or rate is None or at_stake is None or days is None:
        return "unknown", None
    counted = max(days, 1)
    with localcontext(prec=EXACT_DIGITS):
        exact = at_stake.amount * rate * counted / ONE_IN_A_BASIS_POINT
    with localcontext(prec=DIGITS, rounding=ROUND_HALF_EVEN):
        amount = exact.normalize() + 0
    return "known", Penalty(rate, counted, amount, at_stake.currency)


def to_minor_unit(amount: Decimal, currency: str) -> str:
    """Return an amount for people, rounded half to even to the minor unit of its currency.

    Example: 12.345 is shown as 12.34 EUR, 12 JPY or 12.345 KWD; 0.0049 EUR as less than 0.01 EUR.
    """
    places = PLACES.get(currency)
    if places is None:
        return f"{amount:f} {currency}"
    unit = Decimal(1).scaleb(-places)
    with localcontext(prec=EXACT_DIGITS, rounding=ROUND_HALF_EVEN):
        rounded = amount.quantize(unit)
    below = amount and not rounded
    return f"less than {unit:f} {currency}" if below else f"{rounded:f} {currency}"
