"""The lookups of each need: one statement for a whole batch, none where no request asks for it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.facts import fx, limits, restricted
from bankagent.facts import submissions as came_in
from bankagent.facts.calendars import BusinessCalendars, Calendar
from bankagent.facts.fx import FxRates, Rate
from bankagent.facts.limits import Limit, TradingLimits
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submission, Submissions
from bankagent.service.decisions.screener import Screener
from bankagent.store.decisions import reference, submissions
from bankagent.store.decisions.reference import CalendarRow

Lookup = Callable[[Connection, Sequence[Case]], Awaitable[LookedUp]]
Keys = set[tuple[str, str]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def new_lookups() -> Mapping[type[LookedUp], Lookup]:
    """Return the lookup of each need; calendars and lists are held from one batch to the next."""
    return {
        FxRates: fx_rates,
        BusinessCalendars: Calendars().look_up,
        TradingLimits: trading_limits,
        RestrictedInstruments: restricted_instruments,
        Submissions: all_submissions,
        Screenings: Screener().look_up,
    }


async def fx_rates(conn: Connection, cases: Sequence[Case]) -> FxRates:
    """Return the rates of the payloads' currencies and of USD on their trade dates."""
    asked = list({key for case in cases for key in fx.asked(case)})
    if not asked:
        return FxRates(None, {})
    rows = await reference.fx_rates(conn, [one for one, _ in asked], [day for _, day in asked])
    rates = {
        (row.currency, row.asked): Rate(row.day, row.units)
        for row in rows
        if row.day is not None and row.units is not None
    }
    return FxRates(rows[0].version, rates, rows[0].source) if rows else FxRates(None, {})


async def trading_limits(conn: Connection, cases: Sequence[Case]) -> TradingLimits:
    """Return the limits of the payloads' desks and books."""
    asked = _keys(limits.asked(case) for case in cases)
    if not asked:
        return TradingLimits(None, {})
    rows = await reference.trading_limits(conn, *zip(*asked, strict=True))
    found = {
        (row.scope, row.name): Limit(row.currency, row.automatic_limit)
        for row in rows
        if row.scope and row.name and row.currency and row.automatic_limit is not None
    }
    return TradingLimits(rows[0].version if rows else None, found)


async def restricted_instruments(conn: Connection, cases: Sequence[Case]) -> RestrictedInstruments:
    """Return the restrictions of the payloads' instruments."""
    asked = _keys(restricted.asked(case) for case in cases)
    rows = await reference.restricted_instruments(conn, *zip(*asked, strict=True))
    found = {
        (row.identifier_type, row.identifier): row.restriction
        for row in rows
        if row.identifier_type and row.identifier and row.restriction
    }
    return RestrictedInstruments(rows[0].version if rows else None, found)


async def all_submissions(conn: Connection, cases: Sequence[Case]) -> Submissions:
    """Return when each request came in, and the same ones of its client before it."""
    asked = [case.request_id for case in cases if came_in.asked(case)]
    rows = await submissions.submissions(conn, asked) if asked else []
    return Submissions(
        {row.request_id: Submission(row.received_at, tuple(row.same_before)) for row in rows}
    )


class Calendars:
    """The calendars in force, read again only when another version is in force."""

    def __init__(self) -> None:
        self._id: int | None = None
        self._held = BusinessCalendars(None, {})

    async def look_up(self, conn: Connection, cases: Sequence[Case]) -> BusinessCalendars:
        """Return the calendars in force; none where no payload has a market and a trade date."""
        if not any(case.payload.mic and case.payload.trade_date for case in cases):
            return BusinessCalendars(None, {})
        rows = await reference.calendars(conn, self._id)
        if not rows:
            return BusinessCalendars(None, {})
        if rows[0].reference_version_id != self._id:
            found = {row.calendar: _calendar(row) for row in rows if row.calendar}
            self._held = BusinessCalendars(rows[0].version, found)
            self._id = rows[0].reference_version_id
        return self._held


def _calendar(row: CalendarRow) -> Calendar:
    assert row.first_day and row.last_day and row.weekend  # noqa: S101, PT018 - NOT NULL columns
    weekend = frozenset(DAYS.index(day) for day in row.weekend.split())
    return Calendar(row.first_day, row.last_day, frozenset(row.holidays), weekend)


def _keys(of_each: Iterable[Sequence[tuple[str, str]]]) -> Keys:
    return {key for keys in of_each for key in keys}
