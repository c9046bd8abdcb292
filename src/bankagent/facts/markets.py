"""Conventions of markets: the days of trading, and the days and the number of days of settlement.

A market that is not in the table has no known convention, nor has a trade before the first day of
its convention. Sources: SEC rule 15c6-1 (T+2 since 2017-09-05, T+1 since 2024-05-28); EU CSDR
article 5 and the rules of the UK's CREST (T+2 since 2014-10-06, T+1 from 2027-10-11).
"""

from dataclasses import dataclass
from datetime import date

# From a trade date on, so many business days to settlement; the newest first.
Convention = tuple[tuple[date, int], ...]

IN_AMERICA: Convention = ((date(2024, 5, 28), 1), (date(2017, 9, 5), 2))
IN_EUROPE: Convention = ((date(2027, 10, 11), 1), (date(2014, 10, 6), 2))


@dataclass(frozen=True, slots=True)
class Market:
    """A market: its calendar of trading, that of its settlement system, and its convention."""

    trading: str
    settlement: str
    convention: Convention

    def settles_after(self, traded: date) -> int | None:
        """Return the business days from a trade date to settlement; None where it is not known."""
        return next((days for since, days in self.convention if since <= traded), None)


def _european(trading: str) -> Market:
    # These settle in TARGET2-Securities, which is open when TARGET is. Trading has its own days:
    # Frankfurt does not trade on December 24 and 31, which are days of settlement.
    return Market(trading, "TARGET", IN_EUROPE)


NEW_YORK = Market("XNYS", "XNYS", IN_AMERICA)
FRANKFURT, MILAN, MADRID = map(_european, ("XETR", "XMIL", "XMAD"))
# Paris, Amsterdam, Brussels and Lisbon have one calendar.
EURONEXT = _european("XPAR")
MARKETS = {
    **dict.fromkeys(("XNYS", "XNAS", "XNGS", "ARCX", "XASE", "BATS", "IEXG"), NEW_YORK),
    "XLON": Market("XLON", "XLON", IN_EUROPE),
    **dict.fromkeys(("XETR", "XFRA"), FRANKFURT),
    **dict.fromkeys(("XPAR", "XAMS", "XBRU", "XLIS"), EURONEXT),
    "XMIL": MILAN,
    "XMAD": MADRID,
}
# Banks close on days on which exchanges trade: New York on Columbus Day and Veterans Day.
OF_CURRENCY = {"USD": "USD", "EUR": "TARGET", "GBP": "GBP"}


def settlement_calendars(mic: str | None, currency: str) -> tuple[str, ...]:
    """Return the names of the calendars that a trade settles by; none where one is unknown."""
    market = MARKETS.get(mic or "")
    paid = OF_CURRENCY.get(currency)
    if market is None or paid is None:
        return ()
    return tuple(dict.fromkeys((market.settlement, paid)))


def calendars_of(mic: str | None, currency: str) -> tuple[str, ...]:
    """Return the names of all calendars of a trade: the market's own, and those of settlement."""
    market = MARKETS.get(mic or "")
    trading = (market.trading,) if market else ()
    return tuple(dict.fromkeys((*trading, *settlement_calendars(mic, currency))))
