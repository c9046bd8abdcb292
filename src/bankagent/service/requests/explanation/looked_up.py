"""Sentences on reference data that an evaluation used, and on the values that were looked up.

A value is internal unless the policy marks the fact that is found from it as public.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Sentence
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.portfolios import PortfolioSnapshots
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submissions
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id, mapping

# Words, and the ids of the records that they rest on.
Told = tuple[str, tuple[str, ...]]


def sentences(records: Records, evaluation: Row) -> Iterator[Sentence]:
    """Yield each dataset with its version, source and day, and each looked-up value."""
    used = mapping(evaluation.get("reference"))
    for dataset, version in sorted(used.items()):
        yield _dataset(records, dataset, version)
    if not used:
        yield Sentence("The evaluation records no reference data.", (evaluation_id(evaluation),))
    for need, recorded in mapping(evaluation.get("known")).items():
        fact, tell = NEEDS.get(need, (None, _unknown))
        internal = fact is None or not records.is_public(fact)
        for text, ids in _read(tell, recorded):
            rests_on = ids or (evaluation_id(evaluation),)
            yield Sentence(text, rests_on, internal=internal)


def _dataset(records: Records, dataset: str, version: JsonValue) -> Sentence:
    wanted = (dataset, version)
    found = [one for one in records.references if (one["dataset"], one["version"]) == wanted]
    origin = f": {found[0]['source']}, as of {found[0]['as_of']}" if found else ""
    fact, _ = NEEDS.get(dataset, (None, _unknown))
    return Sentence(
        f"Version {version} of the reference data {dataset} was used{origin}.",
        (reference_id(dataset, version),),
        internal=fact is None or not records.is_public(fact),
    )


def reference_id(dataset: str, version: JsonValue) -> str:
    """Return the id of a version of reference data."""
    return f"reference:{dataset}@{version}"


def _read(tell: Callable[[JsonValue], Iterator[Told]], recorded: JsonValue) -> list[Told]:
    try:
        return list(tell(recorded))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        # Written past the constraints, or by a version that recorded other fields.
        return [("Values that were looked up are recorded in a form that is not known here.", ())]


def _rates(recorded: JsonValue) -> Iterator[Told]:
    found = FxRates.from_json(recorded)
    for (currency, _), rate in found.rates.items():
        text = f"1 EUR was {rate.units.normalize():f} {currency} on {rate.day}."
        yield text, (reference_id(found.NAME, found.version),)


def _calendars(recorded: JsonValue) -> Iterator[Told]:
    found = BusinessCalendars.from_json(recorded)
    for name, one in found.calendars.items():
        closed = _listed(sorted(one.holidays)) or "none"
        text = f"Holidays of {name} from {one.first_day} to {one.last_day}: {closed}."
        yield text, (reference_id(found.NAME, found.version),)


def _limits(recorded: JsonValue) -> Iterator[Told]:
    found = TradingLimits.from_json(recorded)
    for (scope, name), limit in found.limits.items():
        text = f"The limit of the {scope} {name} was {limit.amount.normalize():f} {limit.currency}."
        yield text, (reference_id(found.NAME, found.version),)


def _restricted(recorded: JsonValue) -> Iterator[Told]:
    found = RestrictedInstruments.from_json(recorded)
    if found.version is None:
        return
    ids = (reference_id(found.NAME, found.version),)
    for (type_, identifier), word in found.restrictions.items():
        yield f"The {type_} {identifier} was on the list of restricted instruments: {word}.", ids
    if not found.restrictions:
        yield "The instrument was not on the list of restricted instruments.", ids


def _portfolios(recorded: JsonValue) -> Iterator[Told]:
    found = PortfolioSnapshots.from_json(recorded)
    for one in found.snapshots.values():
        snapshot = f"portfolio_snapshot:{one.id}"
        as_of = one.as_of.astimezone(UTC)
        yield (
            f"Portfolio snapshot {one.id} was used, as of {as_of:%Y-%m-%d %H:%M:%S} UTC.",
            (snapshot,),
        )
        for currency, held in one.holdings.items():
            text = (
                f"It held {held.traded:f} {currency} of the traded instrument, and "
                f"{held.others:f} {currency} of all others."
            )
            yield text, (snapshot,)
            if held.rate:
                text = f"1 EUR was {held.rate.units.normalize():f} {currency} on {held.rate.day}."
                yield text, (reference_id(FxRates.NAME, found.version),)


def _submissions(recorded: JsonValue) -> Iterator[Told]:
    for request_id, one in Submissions.from_json(recorded).found.items():
        if one.same_before:
            same = ", ".join(map(str, one.same_before))
            text = f"Request {request_id} came in after the same trade in these requests: {same}."
            yield text, tuple(f"request:{before}" for before in one.same_before)


def _screenings(recorded: JsonValue) -> Iterator[Told]:
    found = Screenings.from_json(recorded)
    for field, by_list in found.hits.items():
        for dataset, version in sorted(found.lists.items()):
            list_id = reference_id(dataset, version)
            for hit in by_list.get(dataset, ()):
                text = (
                    f"The name in {field} is {hit.score} % like entry {hit.entry_id} of {dataset}."
                )
                yield text, (f"{list_id}/{hit.entry_id}", list_id)
            if not by_list.get(dataset):
                yield f"The name in {field} is like no entry of {dataset}.", (list_id,)


def _unknown(_: JsonValue) -> Iterator[Told]:
    raise LookupError


def _listed(days: list[date]) -> str:
    return ", ".join(day.isoformat() for day in days)


# By the name of a need: the fact whose mark holds for its values too, and what they say. Without a
# fact they are internal: they tell of other requests.
NEEDS: Mapping[str, tuple[str | None, Callable[[JsonValue], Iterator[Told]]]] = {
    FxRates.NAME: ("fx_method", _rates),
    BusinessCalendars.NAME: ("settlement", _calendars),
    TradingLimits.NAME: ("desk_limit", _limits),
    RestrictedInstruments.NAME: ("restriction", _restricted),
    PortfolioSnapshots.NAME: ("concentration", _portfolios),
    Submissions.NAME: (None, _submissions),
    Screenings.NAME: ("counterparty", _screenings),
}
