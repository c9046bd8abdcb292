"""Conventions of markets: the calendars that a trade settles by, and after how many business days.

A market that is not in the table has no known convention. Sources: SEC rule 15c6-1 (T+1 since
2024-05-28); EU CSDR article 5 and the rules of the UK's CREST (T+2, until 2027-10-11).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Market:
    """A market's calendar, and the business days from trade to settlement."""

    calendar: str
    settles_after: int


NEW_YORK = Market("XNYS", 1)
LONDON = Market("XLON", 2)
# Trades of these settle in TARGET2-Securities, which is open when TARGET is.
EURO_AREA = Market("TARGET", 2)
MARKETS = {
    **dict.fromkeys(("XNYS", "XNAS", "XNGS", "ARCX", "XASE", "BATS", "IEXG"), NEW_YORK),
    "XLON": LONDON,
    **dict.fromkeys(("XETR", "XFRA", "XPAR", "XAMS", "XBRU", "XLIS", "XMIL", "XMAD"), EURO_AREA),
}
OF_CURRENCY = {"USD": "XNYS", "EUR": "TARGET", "GBP": "XLON"}


def calendars_of(mic: str | None, currency: str) -> tuple[str, ...]:
    """Return the names of the calendars of a market and of its payment; none where unknown."""
    market = MARKETS.get(mic or "")
    paid = OF_CURRENCY.get(currency)
    if market is None or paid is None:
        return ()
    return tuple(dict.fromkeys((market.calendar, paid)))
