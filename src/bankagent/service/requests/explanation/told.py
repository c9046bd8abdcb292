"""Words on looked-up values, need by need, with their records and the facts found from them.

A value speaks of reference data by its version, of other requests by their ids.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.calendars import BusinessCalendars, Calendar
from bankagent.facts.captures import Trades
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.portfolios import PortfolioSnapshots
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import IDENTIFIER_FIELDS, Screenings
from bankagent.facts.submissions import Submissions
from bankagent.service.requests.explanation.records import Records

# Facts that are found from a rate of exchange.
RATED = ("notional_usd", "notional_usd_known", "fx_method", "fx_age_days")
# Facts on a day of the payload.
DAYS = {"trade_date": "trade_day", "settlement_date": "settlement"}


@dataclass(frozen=True, slots=True)
class Told:
    """Words, the ids of the records that they rest on, and the facts that they speak of."""

    text: str
    rests_on: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


Tell = Callable[[JsonValue, Records], Iterator[Told]]


def reference_id(dataset: str, version: JsonValue) -> str:
    """Return the id of a version of reference data."""
    return f"reference:{dataset}@{version}"


def rates(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield each rate with its day and its source."""
    found = FxRates.from_json(recorded)
    source = f"; source: {found.source}" if found.source else ""
    for (currency, _asked), rate in found.rates.items():
        text = f"1 EUR was {rate.units.normalize():f} {currency} on {rate.day}{source}."
        yield Told(text, (reference_id(found.NAME, found.version),), RATED)


def calendars(recorded: JsonValue, records: Records) -> Iterator[Told]:
    """Yield why a day of the payload is no business day, and the holidays of each calendar."""
    found = BusinessCalendars.from_json(recorded)
    ids = (reference_id(found.NAME, found.version),)
    for name, one in found.calendars.items():
        named = {
            str(it["day"]): f" ({it['name']})"
            for it in records.holidays
            if (it["calendar"], it["version"]) == (name, found.version)
        }
        yield from _closed(name, one, named, records, ids)
        days = ", ".join(f"{day}{named.get(str(day), '')}" for day in sorted(one.holidays))
        text = f"Holidays of {name} from {one.first_day} to {one.last_day}: {days or 'none'}."
        yield Told(text, ids)


def _closed(
    name: str, one: Calendar, named: Mapping[str, str], records: Records, ids: tuple[str, ...]
) -> Iterator[Told]:
    for field, fact in DAYS.items():
        given = records.payload_field(field)
        day = date.fromisoformat(given) if isinstance(given, str) else None
        if day is None or one.is_business_day(day) is not False:
            continue
        holiday = f"a holiday of {name}{named.get(str(day), '')}"
        why = holiday if day in one.holidays else f"a {day:%A}, on which {name} is closed"
        words = field.replace("_", " ")
        yield Told(f"The {words} {day} is {why}.", (*ids, records.payload), (fact,))


def limits(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the limit of each trading desk and book that the payload names."""
    found = TradingLimits.from_json(recorded)
    for (scope, name), limit in found.limits.items():
        text = f"The limit of the {scope} {name} was {limit.amount.normalize():f} {limit.currency}."
        yield Told(text, (reference_id(found.NAME, found.version),), (f"{scope}_limit",))


def restricted(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the instrument's restrictions, or that it has none."""
    found = RestrictedInstruments.from_json(recorded)
    if found.version is None:
        return
    ids, about = (reference_id(found.NAME, found.version),), ("restriction",)
    for (type_, identifier), word in found.restrictions.items():
        text = f"The {type_} {identifier} was on the list of restricted instruments: {word}."
        yield Told(text, ids, about)
    if not found.restrictions:
        yield Told("The instrument was not on the list of restricted instruments.", ids, about)


def portfolios(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the snapshot, and what it held, by currency."""
    found = PortfolioSnapshots.from_json(recorded)
    for one in found.snapshots.values():
        ids = (f"portfolio_snapshot:{one.id}",)
        as_of = one.as_of.astimezone(UTC)
        yield Told(
            f"Portfolio snapshot {one.id} was used, as of {as_of:%Y-%m-%d %H:%M:%S} UTC.", ids
        )
        for currency, held in one.holdings.items():
            yield Told(
                f"It held {held.traded:f} {currency} of the traded instrument, and "
                f"{held.others:f} {currency} of all others.",
                ids,
            )
            if held.rate:
                text = f"1 EUR was {held.rate.units.normalize():f} {currency} on {held.rate.day}."
                yield Told(text, (reference_id(FxRates.NAME, found.version),))


def submissions(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the earlier requests that were the same trade."""
    for request_id, one in Submissions.from_json(recorded).found.items():
        if one.same_before:
            same = ", ".join(f"request {before}" for before in one.same_before)
            text = f"Request {request_id} came in after the same trade in {same}."
            ids = tuple(f"request:{before}" for before in one.same_before)
            yield Told(text, ids, ("duplicate",))


def trades(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the trade that we have, with the requests that captured and reviewed it."""
    for one in Trades.from_json(recorded).found.values():
        ids = (f"trade:{one.number}@{one.version}", f"request:{one.captured_by}")
        state = "is cancelled" if one.trade is None else f"is version {one.version}"
        reviewed = f", and request {one.reviewed_by} reviewed it" if one.reviewed_by else ""
        yield Told(
            f"Trade {one.number} of {one.source} {one.record_number} {state}: request "
            f"{one.captured_by} captured it{reviewed}.",
            ids + ((f"request:{one.reviewed_by}",) if one.reviewed_by else ()),
            ("trade", "differences"),
        )


def screenings(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield each hit with its list, its entry and its score, and each list without a hit."""
    found = Screenings.from_json(recorded)
    for field, by_list in found.hits.items():
        for dataset, version in sorted(found.lists.items()):
            list_id = reference_id(dataset, version)
            is_name = field not in IDENTIFIER_FIELDS
            for hit in by_list.get(dataset, ()):
                entry = f"entry {hit.entry_id} of {dataset}"
                yield Told(
                    f"The name in {field} is {hit.score} % like {entry}."
                    if is_name
                    else f"The value of {field} is that of {entry}.",
                    (f"{list_id}/{hit.entry_id}", list_id),
                    ("counterparty", "counterparty_score"),
                )
            if is_name and not by_list.get(dataset):
                yield Told(f"The name in {field} is like no entry of {dataset}.", (list_id,))
    for field in found.unscreened:
        text = f"The counterparty was not screened: {field} has no word that can be compared."
        yield Told(text, (), ("counterparty",))


# By the name of a need: the fact whose mark holds for its values too, and what they say. Without a
# fact they are internal: they tell of other requests.
NEEDS: Mapping[str, tuple[str | None, Tell]] = {
    FxRates.NAME: ("fx_method", rates),
    BusinessCalendars.NAME: ("settlement", calendars),
    TradingLimits.NAME: ("desk_limit", limits),
    RestrictedInstruments.NAME: ("restriction", restricted),
    PortfolioSnapshots.NAME: ("concentration", portfolios),
    Submissions.NAME: (None, submissions),
    Screenings.NAME: ("counterparty", screenings),
    Trades.NAME: (None, trades),
}
