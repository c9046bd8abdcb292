"""Assessment of a pair: its comparison, and how urgent it is by what was looked up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bankagent.domain.evaluation import Outcome, of_people
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Known
from bankagent.facts.breaks import cut_offs, duplicates, penalty, urgency
from bankagent.facts.breaks.compare import compare
from bankagent.facts.breaks.comparison import Comparison
from bankagent.facts.breaks.exposure import Exposure, exposures, largest
from bankagent.facts.breaks.normalise import Normalised
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, names_of
from bankagent.facts.breaks.pair import Pair
from bankagent.facts.breaks.pairs import Arrival, Pairs
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.facts.calendars import Calendar

FIRST = 1
NOT_A_MATCH = ("broken", "unmatched_ours", "unmatched_theirs")


@dataclass(frozen=True, slots=True)
class Assessed:
    """A pair with its comparison, its age, its cut-off, and what is at stake.

    `match` is that of the comparison, or forced. Numbers that are not known are None.
    """

    pair: Pair
    comparison: Comparison
    match: str
    arrival: Arrival | None
    exposure: Exposure | None
    usd: Decimal | None
    days: int | None
    cut_off: datetime | None
    left: timedelta | None
    penalty_known: str
    penalty: penalty.Penalty | None

    @property
    def calendars(self) -> tuple[str, ...]:
        """The names of the calendars by which it ages."""
        return names_of(self.pair)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which its days begin."""
        return cut_offs.zone_of(self.pair.given.market)

    @property
    def severity(self) -> str:
        """How severe it is: low, medium, high or critical."""
        primary = self.comparison.primary
        code = primary.code if primary else None
        return urgency.severity(self.match, code, self.usd, self.days, self.left)

    @property
    def priority(self) -> int:
        """How urgent it is, from 1 to 4."""
        return urgency.priority(self.match, self.severity, self.days, self.left)

    @property
    def late(self) -> list[str]:
        """LATE where our side was received after the cut-off, CLAT where theirs was."""
        if self.cut_off is None:
            return []
        return [code for code, at in self.pair.received() if at > self.cut_off]


def assess(payload: Any, known: Known) -> Assessed:
    """Return the assessment of a payload beside the values that were looked up."""
    pair, arrival = payload.pair, known[Pairs].own()
    compared = duplicates.told(_compared(pair, known[Tolerances]), pair, arrival)
    calendars = known[PairCalendars].named(names_of(pair))
    rates = known[PairRates].on(pair.day("trade_date"))
    at_stake, usd = largest(exposures(pair), rates)
    received = arrival.received_at if arrival else None
    days = _days(pair, received, calendars)
    ends = _cut_off(pair, calendars)
    word, expected = penalty.expected(payload.market, payload.asset_class, at_stake, days)
    return Assessed(
        pair=pair,
        comparison=compared,
        match=_match(compared, arrival),
        arrival=arrival,
        exposure=at_stake,
        usd=usd,
        days=days,
        cut_off=ends,
        left=urgency.time_left(ends, received),
        penalty_known=word,
        penalty=expected,
    )


def _compared(pair: Pair, tolerances: Tolerances) -> Comparison:
    given = pair.given
    return compare(
        pair.ours,
        pair.theirs,
        tolerances,
        asset_class=given.asset_class,
        tick_size=given.tick_size,
        stage=given.stage,
        reported=given.reported_reason_codes,
    )


def _days(pair: Pair, received: datetime | None, calendars: list[Calendar] | None) -> int | None:
    if received is None:
        return None
    # Of 2026-11-24T02:00Z the day in New York is 2026-11-23.
    until = received.astimezone(cut_offs.zone_of(pair.given.market)).date()
    return urgency.days_open(pair.value_date, until, calendars)


def _cut_off(pair: Pair, calendars: list[Calendar] | None) -> datetime | None:
    days = pair.day("trade_date"), pair.day("settlement_date")
    return cut_offs.cut_off(pair.given.market, pair.given.stage, *days, calendars)


def _match(compared: Comparison, arrival: Arrival | None) -> str:
    """Return the match; forced where people accepted the same content before."""
    word = arrival.earlier.word if arrival and arrival.earlier else None
    return "forced" if compared.match in NOT_A_MATCH and word == "approved" else compared.match


def as_json(found: Assessed, said: Collection[Outcome]) -> JsonObject:
    """Return the assessment as evaluations, results and exceptions have it.

    What a rule escalates has the first priority, whatever else the others say. docs/exceptions.md
    shows the form.
    """
    outcome = of_people(said)
    at_stake, earlier = found.exposure, found.arrival.earlier if found.arrival else None
    day = found.pair.value_date
    return {
        "pair": found.pair.records(),
        **found.comparison.as_json(),
        "match": found.match,
        "severity": found.severity,
        "priority": FIRST if outcome == Outcome.ESCALATE else found.priority,
        "outcome": str(outcome) if outcome else None,
        "exposure": _text(at_stake.amount if at_stake else None),
        "currency": at_stake.currency if at_stake else None,
        "exposure_usd": _text(found.usd),
        "value_date": day.isoformat() if day else None,
        "days_open": found.days,
        "calendars": [*found.calendars],
        "zone": found.zone.key,
        "cut_off_at": found.cut_off.isoformat() if found.cut_off else None,
        "late": [*found.late],
        "expected_penalty": found.penalty.as_json() if found.penalty else None,
        "earlier": earlier.as_json() if earlier else None,
        **found.pair.content(),
        "normalised": {
            name: _told(side)
            for name, side in (("ours", found.pair.ours), ("theirs", found.pair.theirs))
        },
    }


def _told(side: Normalised | None) -> JsonValue:
    """Return how a side was normalised; None where it is missing, or came in one spelling."""
    found = side.as_json() if side else {}
    return found if any(found.values()) else None


def _text(amount: Decimal | None) -> JsonValue:
    return None if amount is None else f"{amount:f}"
