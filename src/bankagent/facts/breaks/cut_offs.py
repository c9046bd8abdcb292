"""Cut-offs of markets: until when a pair must agree, by the stage of the trade.

Sources: SEC rule 15c6-2 (affirmation on the trade date; DTCC takes it until 21:00 in New York);
Commission Delegated Regulation (EU) 2018/1229 article 2, which the UK has kept (confirmation until
12:00 on the next business day); the systems' own ends of delivery against payment: DTC 15:30, T2S
16:00 CET, CREST 14:55. A bank's own cut-offs are earlier.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bankagent.facts.calendars import Calendar, add_business_days
from bankagent.facts.markets import MARKETS


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The cut-offs of a market, in its time zone.

    That of agreement is so many business days after the trade date, that of settlement on the
    settlement date.
    """

    zone: ZoneInfo
    agreement: time
    days_after: int
    settlement: time


NEW_YORK = CutOffs(ZoneInfo("America/New_York"), time(21), 0, time(15, 30))
LONDON = CutOffs(ZoneInfo("Europe/London"), time(12), 1, time(14, 55))
UNKNOWN = ZoneInfo("UTC")
EURO_AREA = CutOffs(ZoneInfo("Europe/Brussels"), time(12), 1, time(16))


def cut_off(
    market: str | None,
    stage: str | None,
    traded: date | None,
    settles: date | None,
    calendars: list[Calendar] | None,
) -> datetime | None:
    """Return the instant of the cut-off; None where market, date or calendar is not known.

    A position has none.
    """
    found = _of(market)
    if found is None or stage == "position":
        return None
    if stage == "settlement":
        return _at(settles, found.settlement, found.zone)
    day = traded
    if traded and found.days_after:
        day = add_business_days(traded, found.days_after, calendars) if calendars else None
    return _at(day, found.agreement, found.zone)


def _of(market: str | None) -> CutOffs | None:
    convention = MARKETS.get(market or "")
    if convention is None:
        return None
    own = {"XNYS": NEW_YORK, "XLON": LONDON}
    return next((own[mic] for mic in own if MARKETS[mic] == convention), EURO_AREA)


def _at(day: date | None, at: time, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, at, zone) if day else None


def zone_of(market: str | None) -> ZoneInfo:
    """Return the time zone in which the days of a market begin; UTC where it is not known."""
    found = _of(market)
    return found.zone if found else UNKNOWN


def penalties_apply(market: str | None) -> bool | None:
    """Return whether CSDR's cash penalties apply: in the EU; None where the market is not known."""
    found = _of(market)
    return None if found is None else found is EURO_AREA
