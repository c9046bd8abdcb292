"""Business days over the calendars of markets and currencies.

A day outside of a calendar's span is unknown: every answer that depends on one is None, never a
guess. Several calendars form a union: a business day is one in all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.markets import calendars_of

A_DAY = timedelta(days=1)
# Settlement is asked about a few days ahead; what is recorded of a calendar ends here.
RECORDED = timedelta(days=30)
MOST_PARTS = 1_000
WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a market or a currency has no business.

    `weekend` has the numbers of days of the week, Monday being 0; `holidays` are the days beside
    them. The calendar knows the days from `first_day` to `last_day`.
    """

    first_day: date
    last_day: date
    holidays: frozenset[date]
    weekend: frozenset[int] = WEEKEND

    def is_business_day(self, day: date) -> bool | None:
        """Return whether there is business on a day; None where the calendar does not know it."""
        if not self.first_day <= day <= self.last_day:
            return None
        return day.weekday() not in self.weekend and day not in self.holidays

    def between(self, first: date, last: date) -> "Calendar":
        """Return the part of the calendar from one day to another."""
        start, end = max(first, self.first_day), min(last, self.last_day)
        kept = frozenset(day for day in self.holidays if start <= day <= end)
        return Calendar(start, end, kept, self.weekend)


def is_business_day(day: date, calendars: Iterable[Calendar]) -> bool | None:
    """Return whether a day is a business day in all calendars; None where one does not know it."""
    answers = [calendar.is_business_day(day) for calendar in calendars]
    # Closed in one calendar is closed, whatever another one does not know.
    if False in answers:
        return False
    return None if None in answers or not answers else True


def add_business_days(day: date, days: int, calendars: Sequence[Calendar]) -> date | None:
    """Return the business day that is so many business days after a day.

    A start that is no business day does not count: Friday evening and Saturday plus one are both
    Monday. With `days` 0 it is the day itself, or the next business day.

    Example: 2026-11-25 plus 1 on the New York Stock Exchange is 2026-11-27, after Thanksgiving.
    """
    left = days
    while True:
        open_ = is_business_day(day, calendars)
        if open_ and left <= 0:
            return day
        later = _after(day, A_DAY)
        following = is_business_day(later, calendars) if later > day else None
        # The end of a span: its last day is known, and the next one is not.
        if open_ is None or following is None:
            return None
        day = later
        left -= 1 if following else 0


def _after(day: date, later: timedelta) -> date:
    """Return a later day, at most the last one that there is: a row may come by SQL."""
    return day + later if date.max - day >= later else date.max


# Of each day of trading there are many trades, and their parts are one: it is made, and made into
# JSON, once. Compared by identity, so that answers about a part can be remembered with it.
@dataclass(frozen=True, eq=False)
class BusinessCalendars:
    """The calendars in force, by name (TARGET, XNYS).

    Of one request, those of its market and its currency about the days of the trade; where there
    are none, it has no version either.
    """

    NAME: ClassVar[str] = "calendars"
    version: int | None = None
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the days that a trade's dates are compared with."""
        trade = case.payload
        return self._about(trade.mic, trade.currency, trade.trade_date, trade.settlement_date)

    @cached_property
    def _about(self) -> Callable[[str | None, str, date | None, date | None], Self]:
        return lru_cache(maxsize=MOST_PARTS)(self._part)

    def _part(
        self, mic: str | None, currency: str, traded: date | None, settled: date | None
    ) -> Self:
        days = [day for day in (traded, settled) if day]
        names = [one for one in calendars_of(mic, currency) if days and one in self.calendars]
        if not names:
            return type(self)()
        first, last = min(days), _after(max(days), RECORDED)
        found = {name: self.calendars[name].between(first, last) for name in names}
        return type(self)(self.version, found)

    def named(self, names: Iterable[str]) -> list[Calendar] | None:
        """Return the calendars of these names, or None where one is not in force."""
        found = [self.calendars.get(name) for name in names]
        return None if None in found or not found else [one for one in found if one]

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of("calendars", self.version if self.calendars else None)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return self._json

    @cached_property
    def _json(self) -> JsonObject:
        return {
            "version": self.version,
            "calendars": {
                name: {
                    "first_day": one.first_day.isoformat(),
                    "last_day": one.last_day.isoformat(),
                    "weekend": sorted(one.weekend),
                    "holidays": sorted(day.isoformat() for day in one.holidays),
                }
                for name, one in self.calendars.items()
            },
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(
            version,
            {
                name: Calendar(
                    date.fromisoformat(one["first_day"]),
                    date.fromisoformat(one["last_day"]),
                    frozenset(map(date.fromisoformat, one["holidays"])),
                    frozenset(one["weekend"]),
                )
                for name, one in fields["calendars"].items()
            },
        )
