"""The lookups of each need: at most one statement for a whole batch.

Reference data that is small is held by version, so that most batches ask for none of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.facts import fx, limits, portfolios
from bankagent.facts import submissions as came_in
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pairs import Pairs
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.facts.calendars import BusinessCalendars, Calendar
from bankagent.facts.captures import Trades
from bankagent.facts.fx import FxRates, Rate
from bankagent.facts.limits import Limit, TradingLimits
from bankagent.facts.portfolios import Holding, PortfolioSnapshots, Snapshot
from bankagent.facts.restricted import RestrictedInstruments, strictest
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submission, Submissions
from bankagent.service.decisions.agent_needs import OF_AGENTS
from bankagent.service.decisions.held import Held, InForce, Lookup
from bankagent.service.decisions.onboarding_needs import OnboardingLookups
from bankagent.service.decisions.pair_needs import PairLookups, all_pairs
from bankagent.service.decisions.screener import Screener
from bankagent.service.decisions.trade_needs import all_trades
from bankagent.store.decisions import portfolios as stored
from bankagent.store.decisions import reference, submissions
from bankagent.store.decisions.portfolios import HoldingRow
from bankagent.store.decisions.reference import Version

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_RATES = 10_000


def new_lookups(known: "Lookups | None" = None) -> Mapping[type[LookedUp], Lookup]:
    """Return the lookup of each need; they hold reference data from one batch to the next."""
    known = known or Lookups()
    pairs = known.pairs()
    return {
        FxRates: known.fx_rates,
        BusinessCalendars: known.calendars,
        TradingLimits: known.trading_limits,
        RestrictedInstruments: known.restricted_instruments,
        PortfolioSnapshots: known.portfolio_snapshots,
        Submissions: all_submissions,
        Screenings: known.screener.find,
        Trades: all_trades,
        Tolerances: pairs.tolerances,
        PairRates: pairs.rates,
        PairCalendars: pairs.calendars,
        PairRestrictions: pairs.restrictions,
        Pairs: all_pairs,
        **known.cases.all(),
        **OF_AGENTS,
    }


class Lookups:
    """The lookups in reference data."""

    def __init__(self) -> None:
        self._in_force = in_force = InForce()
        self.screener = Screener(in_force)
        self.cases = OnboardingLookups(in_force, self.screener)
        self.rates = Rates(in_force)
        self._calendars = Held(in_force, "calendars", _calendars, BusinessCalendars(None, {}))
        self._limits = Held(in_force, "trading_limits", _limits, TradingLimits(None, {}))
        self._restricted = Held(
            in_force, "restricted_instruments", _restricted, RestrictedInstruments(None, {})
        )

    async def fx_rates(self, conn: Connection, cases: Sequence[Case]) -> FxRates:
        """Return the rates of the payloads' currencies, of USD and of the limits in force."""
        known = await self.trading_limits(conn, cases)
        keys = {key for case in cases for key in limits.asked(case)}
        found = {key: limit.currency for key in keys if (limit := known.limits.get(key))}
        return await self.rates.find(conn, cases, found)

    def pairs(self) -> PairLookups:
        """Return the lookups of pairs, which share what these hold."""
        return PairLookups(self._in_force, self.fx_rates, self._calendars, self._restricted)

    async def calendars(self, conn: Connection, cases: Sequence[Case]) -> BusinessCalendars:
        """Return the calendars in force; none where no payload has a market and a trade date."""
        if any(case.given("mic") and case.given("trade_date") for case in cases):
            return await self._calendars.value(conn)
        return BusinessCalendars(None, {})

    async def trading_limits(self, conn: Connection, cases: Sequence[Case]) -> TradingLimits:
        """Return the limits in force; none where no payload has a desk or a book."""
        if any(limits.asked(case) for case in cases):
            return await self._limits.value(conn)
        return TradingLimits(None, {})

    async def restricted_instruments(
        self, conn: Connection, _: Sequence[Case]
    ) -> RestrictedInstruments:
        """Return the restricted list in force."""
        return await self._restricted.value(conn)

    async def portfolio_snapshots(
        self, conn: Connection, cases: Sequence[Case]
    ) -> PortfolioSnapshots:
        """Return what the snapshots that payloads name hold; each is of its request's client."""
        naming = [case for case in cases if portfolios.asked(case)]
        if not naming:
            return PortfolioSnapshots(None, {})
        rates = (await self._in_force.all(conn)).get("fx_rates")
        version_id = rates.reference_version_id if rates else None
        rows = await stored.holdings(conn, version_id, naming)
        return PortfolioSnapshots(rates.version if rates else None, _snapshots(rows))


class Rates:
    """Rates of the version in force, held by currency and the day that was asked for."""

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self._of: Version | None = None
        self._held: dict[tuple[str, date | None], Rate | None] = {}

    async def find(
        self,
        conn: Connection,
        cases: Sequence[Case],
        limited_in: Mapping[tuple[str, str], str],
    ) -> FxRates:
        """Return the rates that the payloads need on their trade dates."""
        asked = {key for case in cases for key in fx.asked(case, limited_in)}
        version = (await self._in_force.all(conn)).get("fx_rates") if asked else None
        if version is None:
            return FxRates(None, {})
        held = self._held if version == self._of else {}
        new = [key for key in asked if key not in held]
        if new:
            currencies, days = zip(*new, strict=True)
            rows = await reference.fx_rates(conn, version.reference_version_id, currencies, days)
            found = {(row.currency, row.asked): Rate(row.day, row.units) for row in rows}
            # A new dict: another batch of this process may read the old one.
            kept = held if len(held) < MOST_RATES else {key: held.get(key) for key in asked}
            held = {**kept, **dict.fromkeys(new), **found}
            self._held, self._of = held, version
        rates = {key: rate for key in asked if (rate := held[key])}
        return FxRates(version.version, rates, version.source, limited_in)


async def all_submissions(conn: Connection, cases: Sequence[Case]) -> Submissions:
    """Return when each request came in, and the same ones of its client before it."""
    asked = [case.request_id for case in cases if came_in.asked(case)]
    rows = await submissions.submissions(conn, asked) if asked else []
    return Submissions(
        {
            row.request_id: Submission(row.received_at, tuple(row.same_before), row.is_covered)
            for row in rows
        }
    )


def _snapshots(rows: Sequence[HoldingRow]) -> dict[int, Snapshot]:
    holdings: dict[int, dict[str, Holding]] = defaultdict(dict)
    for row in rows:
        rate = Rate(row.rate_day, row.units) if row.rate_day and row.units else None
        holdings[row.request_id][row.currency] = Holding(row.traded, row.others, rate)
    return {
        row.request_id: Snapshot(
            row.snapshot_id, row.as_of, row.is_comparable, holdings[row.request_id]
        )
        for row in rows
    }


async def _calendars(conn: Connection, version: Version) -> BusinessCalendars:
    rows = await reference.calendars(conn, version.reference_version_id)
    found = {
        row.calendar: Calendar(
            row.first_day,
            row.last_day,
            frozenset(row.holidays),
            frozenset(DAYS.index(day) for day in row.weekend.split()),
        )
        for row in rows
    }
    return BusinessCalendars(version.version, found)


async def _limits(conn: Connection, version: Version) -> TradingLimits:
    rows = await reference.trading_limits(conn, version.reference_version_id)
    found = {(row.scope, row.name): Limit(row.currency, row.automatic_limit) for row in rows}
    return TradingLimits(version.version, found)


async def _restricted(conn: Connection, version: Version) -> RestrictedInstruments:
    rows = await reference.restricted_instruments(conn, version.reference_version_id)
    found = ((row.identifier_type, row.identifier, row.restriction) for row in rows)
    return RestrictedInstruments(version.version, strictest(found))
