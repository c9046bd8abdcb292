"""The lookups of pairs of sides: at most one statement for a whole batch, as in needs.py."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.facts.breaks.of_pair import Exposed, PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pairs import Arrival, Duplicate, Earlier, Pairs, Word
from bankagent.facts.breaks.tolerances import Tolerance, Tolerances
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.service.decisions.held import Held, InForce
from bankagent.store.decisions import pairs, tolerances
from bankagent.store.decisions.reference import Version

FindRates = Callable[[Connection, Sequence[Case]], Awaitable[FxRates]]


class PairLookups:
    """The lookups of pairs; reference data that other types have too is held once, by theirs."""

    def __init__(
        self,
        in_force: InForce,
        rates: FindRates,
        calendars: Held[BusinessCalendars],
        restricted: Held[RestrictedInstruments],
    ) -> None:
        self._rates, self._calendars, self._restricted = rates, calendars, restricted
        self._tolerances = Held(in_force, "tolerances", _tolerances, Tolerances())

    async def tolerances(self, conn: Connection, _: Sequence[Case]) -> Tolerances:
        """Return the tolerances in force."""
        return await self._tolerances.value(conn)

    async def rates(self, conn: Connection, cases: Sequence[Case]) -> PairRates:
        """Return the rates of the exposures on the trade dates."""
        asked = [one for case in cases for one in Exposed.cases(case)]
        found = await self._rates(conn, asked)
        return PairRates(found.version, found.rates, found.source)

    async def calendars(self, conn: Connection, _: Sequence[Case]) -> PairCalendars:
        """Return the calendars in force, up to today."""
        found = await self._calendars.value(conn)
        return PairCalendars(found.version, found.calendars, datetime.now(UTC).date())

    async def restrictions(self, conn: Connection, _: Sequence[Case]) -> PairRestrictions:
        """Return the restricted list in force."""
        found = await self._restricted.value(conn)
        return PairRestrictions(found.version, found.restrictions)


async def all_pairs(conn: Connection, cases: Sequence[Case]) -> Pairs:
    """Return when each request came in, and an earlier one about the same pair."""
    rows = await pairs.pairs(conn, {case.request_id: case.payload.pair.content() for case in cases})
    return Pairs(
        {
            row.request_id: Arrival(
                row.received_at,
                _earlier(row.earlier_id, row.word),
                tuple(Duplicate(**one) for one in row.duplicates),
            )
            for row in rows
        }
    )


def _earlier(request_id: int | None, word: str | None) -> Earlier | None:
    known: dict[str | None, Word] = {
        "open": "open",
        "approved": "approved",
        "rejected": "rejected",
        "changed": "changed",
        "corrected": "corrected",
    }
    return None if request_id is None else Earlier(request_id, known[word])


async def _tolerances(conn: Connection, version: Version) -> Tolerances:
    rows = await tolerances.tolerances(conn, version.reference_version_id)
    found = {(row.field, row.asset_class): Tolerance(row.unit, row.amount) for row in rows}
    return Tolerances(version.version, found)
