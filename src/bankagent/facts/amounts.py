"""Amounts of a trade in the currencies of its limits."""

from collections.abc import Mapping
from decimal import Decimal

from bankagent.facts.fx import BASE, Conversion, Rate, convert
from bankagent.facts.limits import TradingLimits


def for_limits(
    amount: Decimal, currency: str, own: TradingLimits, rates: Mapping[str, Rate]
) -> dict[str, Conversion]:
    """Return an amount in each currency of one request's limits that has a rate, but for USD.

    Example: a trade in EUR of a desk with a limit in GBP is converted by the rate of GBP.
    """
    others = own.currencies() - {currency, BASE}
    found = {one: convert(amount, currency, rates, to=one) for one in sorted(others)}
    return {one: converted for one, converted in found.items() if converted}
