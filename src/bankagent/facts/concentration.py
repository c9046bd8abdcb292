"""Concentration: how much of a portfolio one instrument is after a trade."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from bankagent.facts.fx import EURO
from bankagent.facts.portfolios import Holding, Snapshot

WHOLE = 10_000  # basis points
AN_HOUR = timedelta(hours=1)
SIGNS = {"buy": 1, "sell": -1, "sell_short": -1}


def age(own: Snapshot | None, trade: Any, received_at: datetime | None) -> tuple[str, int]:
    """Return whether the trade's snapshot is known, and its age in whole hours, rounded down.

    The word is known, not_given, or unknown, where the age is 0. The age counts to the time when
    the request was stored; a snapshot of a later instant has the age 0.
    """
    if trade.portfolio_snapshot_id is None:
        return "not_given", 0
    if own is None or received_at is None:
        return "unknown", 0
    return "known", max((received_at - own.as_of) // AN_HOUR, 0)


def concentration(own: Snapshot | None, trade: Any) -> tuple[str, int]:
    """Return the word for the share of the traded instrument after a trade, and the share.

    The share is in basis points. The word is known, not_given (the trade names no snapshot), or
    unknown: the snapshot is not of this client, the side is not given, a rate is missing, an
    instrument cannot be told from another, or the portfolio has no value. The share is then 0.
    """
    if trade.portfolio_snapshot_id is None:
        return "not_given", 0
    sign = SIGNS.get(trade.side)
    if own is None or sign is None or not own.is_comparable:
        return "unknown", 0
    found = share(own.holdings, trade.currency, sign * trade.notional)
    return ("unknown", 0) if found is None else ("known", found)


def share(holdings: Mapping[str, Holding], currency: str, traded: Decimal) -> int | None:
    """Return the share of an instrument after a trade, in basis points rounded up.

    It is the instrument's absolute value over the sum of all absolute values, so that short
    positions count and it is never above 10,000. The arithmetic is exact: a share above a whole
    number of basis points is never that number. `traded` is in major units of `currency`, below 0
    for a sale; what is paid for it comes from outside of the portfolio. None where a rate is
    missing, or where the portfolio has no value before or after the trade.

    Example: 30 of 100 and a purchase of 100 more are 130 of 200, which is 6,500.
    """
    units = _units_for_1_eur(holdings)
    if units is None:
        return None
    of_it, others = Fraction(0), Fraction(0)
    for name, one in holdings.items():
        of_it += Fraction(one.traded) / units[name]
        others += Fraction(one.others) / units[name]
    after = abs(of_it + Fraction(traded) / units[currency])
    if abs(of_it) + others == 0 or after + others == 0:
        return None
    return ceil(after * WHOLE / (after + others))


def _units_for_1_eur(holdings: Mapping[str, Holding]) -> dict[str, Fraction] | None:
    """Return the units of each currency for 1 EUR; None where one is not known.

    Where all is in one currency any number will do.
    """
    if len(holdings) == 1:
        return dict.fromkeys(holdings, Fraction(1))
    units = {name: one.rate.units for name, one in holdings.items() if one.rate}
    units[EURO] = Decimal(1)
    if not holdings.keys() <= units.keys():
        return None
    return {name: Fraction(units[name]) for name in holdings}
