"""Exposure of a pair: the larger amount of its sides, each in the currency of that side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from bankagent.facts import fx
from bankagent.facts.breaks.normalise import Normalised
from bankagent.facts.breaks.pair import Pair
from bankagent.facts.exact import EXACT_DIGITS

# Amounts of a policy have at most 28 digits, 10 of them after the point.
BEYOND = Decimal(10) ** 18
A_TEN_BILLIONTH = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Exposure:
    """The amount that is at stake, in major units of its currency."""

    amount: Decimal
    currency: str


def exposures(pair: Pair) -> tuple[Exposure, ...]:
    """Return the amounts of which the largest is at stake; none where one of them is not known.

    They are the payload's own amount, else the settlement amounts, else quantity times price. An
    amount without a currency, and one that no policy can hold, are not known.
    """
    own = pair.given.exposure
    found = [(own, _own_currency(pair))] if own is not None else [*_of_sides(pair)]
    known = [Exposure(abs(amount), currency) for amount, currency in found if currency is not None]
    if len(known) < len(found) or any(one.amount >= BEYOND for one in known):
        return ()
    return tuple(known)


def largest(
    found: Sequence[Exposure], rates: Mapping[str, fx.Rate]
) -> tuple[Exposure | None, Decimal | None]:
    """Return the largest exposure and its amount in USD; each is None where it is not known.

    Amounts in two currencies are compared in USD: without a rate neither is known to be the larger.
    Example: of 150,250 USD and 23,000,000 JPY (146,264 USD) it is the first.
    """
    if not found:
        return None, None
    if len({one.currency for one in found}) == 1:
        most = max(found, key=lambda one: one.amount)
        return most, _in_usd(most, rates)
    converted = [(usd, one) for one in found if (usd := _in_usd(one, rates)) is not None]
    if len(converted) < len(found):
        return None, None
    usd, most = max(converted, key=lambda one: one[0])
    return most, usd


def _in_usd(one: Exposure, rates: Mapping[str, fx.Rate]) -> Decimal | None:
    converted = fx.convert(one.amount, one.currency, rates)
    return converted.amount if converted else None


def _own_currency(pair: Pair) -> str | None:
    """Return the payload's currency, else the one that its sides have; None where two differ."""
    given: str | None = pair.given.currency
    named = {text for one in pair.sides() if (text := one.text("currency"))}
    return given or (named.pop() if len(named) == 1 else None)


def _of_sides(pair: Pair) -> Iterator[tuple[Decimal, str | None]]:
    settled = [(one, one.amount("settlement_amount")) for one in pair.sides()]
    # The price of a bond is per 100: a product counts only where no side has an amount.
    if all(amount is None for _, amount in settled):
        settled = [(one, _product(one)) for one in pair.sides()]
    for side, amount in settled:
        if amount is not None:
            yield amount, side.text("currency")


def _product(side: Normalised) -> Decimal | None:
    quantity, price = side.amount("quantity"), side.amount("price")
    if quantity is None or price is None:
        return None
    with localcontext(prec=EXACT_DIGITS):
        return (quantity * price).quantize(A_TEN_BILLIONTH).normalize()
