"""Sentences on a pair of sides: each break with its code, and how urgent the pair was."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pairs import Pairs
from bankagent.facts.breaks.penalty import to_minor_unit
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    evaluation_id,
    mapping,
    rows,
)
from bankagent.service.requests.explanation.told import (
    Tell,
    Told,
    calendars,
    rates,
    reference_id,
    restricted,
)

# The name under which an evaluation records it, beside the looked-up values.
COMPARISON = "comparison"
MATCHES = {
    "exact": "The sides agree in each field that was compared.",
    "within_tolerance": "The sides agree within the tolerances.",
    "forced": "The sides do not agree, and people accepted this very pair before.",
    "broken": "The sides do not agree.",
    "unmatched_ours": "The counterparty's side is missing (CMIS).",
    "unmatched_theirs": "The bank's own side is missing (DTRA).",
}
UNITS = {
    "absolute": "",
    "basis_points": " basis points",
    "ticks": " ticks",
    "minor_units": " minor units of the currency",
}


def compared(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield whether the sides agree, each break, and the fields that were not compared."""
    found = mapping(mapping(evaluation.get("known")).get(COMPARISON))
    if not found:
        return
    ids = (f"{evaluation_id(evaluation, 'fact')}/match", records.payload)
    yield Told(MATCHES[str(found["match"])], ids, ("match",))
    if Tolerances.NAME not in mapping(evaluation.get("reference")):
        yield Told("No tolerances were in force: each difference counts.", ids, ("match",))
    for one in rows(found["breaks"]):
        if one["field"] not in ("ours", "theirs"):
            yield _break(one, ids)
    for name, words in (
        ("not_compared", "One side alone has"),
        ("reported_only", "Sources reported, and no field showed"),
    ):
        listed = found[name]
        if isinstance(listed, list) and listed:
            yield Told(f"{words}: {', '.join(map(str, listed))}.", ids)


def _break(one: Row, ids: tuple[str, ...]) -> Told:
    ours, theirs = (_shown(one[side]) for side in ("ours", "theirs"))
    text = f"{one['field']} ({one['code']}): ours is {ours}, theirs is {theirs}"
    if one["difference"] is not None:
        text += f", the difference is {one['difference']}"
    applied = mapping(one["tolerance"])
    if applied:
        reach = "covers it" if one["within"] else "does not cover it"
        text += f"; the tolerance of {applied['amount']}{UNITS[str(applied['unit'])]} {reach}"
        ids = (*ids, reference_id(Tolerances.NAME, applied["version"]))
    findings = one["findings"]
    if isinstance(findings, list) and findings:
        text += f"; {'; '.join(map(str, findings))}"
    return Told(f"{text}.", ids, ("match",))


def _shown(value: JsonValue) -> str:
    return "not given" if value is None else str(value)


def urgency(_: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the severity and the priority, with what they were found from."""
    found = mapping(mapping(evaluation.get("known")).get(COMPARISON))
    if not found:
        return
    fact = evaluation_id(evaluation, "fact")
    parts = [f"The severity was {found['severity']}, the priority {found['priority']} of 4"]
    if found.get("outcome") == "escalate":
        parts[0] += ", since a rule escalates it"
    if found["exposure"] is not None:
        parts.append(f"the exposure was {found['exposure']} {found['currency']}")
    if found["days_open"] is not None:
        days = f"{found['days_open']} business days had passed since the value date"
        parts.append(f"{days} {found['value_date']}")
    if found["cut_off_at"] is not None:
        parts.append(f"the cut-off was at {found['cut_off_at']}")
    penalty = mapping(found["expected_penalty"])
    if penalty:
        amount = to_minor_unit(Decimal(str(penalty["amount"])), str(penalty["currency"]))
        parts.append(f"the expected penalty was {amount}")
    yield Told(f"{'; '.join(parts)}.", (f"{fact}/severity", f"{fact}/priority"), ("severity",))


def tolerances(_: JsonValue, __: Records) -> Iterator[Told]:
    """Yield nothing: the tolerances that applied stand beside their breaks."""
    yield from ()


def pairs(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the earlier request about the same pair."""
    words = {
        "open": "the same pair, which was not decided yet",
        "approved": "the same pair, which people approved",
        "rejected": "the same pair, which people rejected",
        "changed": "the same pair with other values, whose exception is open",
        "corrected": "the same records, came later and matches",
    }
    for one in Pairs.from_json(recorded).found.values():
        if one.earlier:
            number = one.earlier.request_id
            text = f"Request {number} was about {words[one.earlier.word]}."
            yield Told(text, (f"request:{number}",), ("earlier",))


# As in told.py and computed.py, for the needs and the facts of pairs.
NEEDS: Mapping[str, tuple[str | None, Tell]] = {
    Tolerances.NAME: ("match", tolerances),
    PairRates.NAME: ("exposure_usd_known", rates),
    PairCalendars.NAME: ("days_open", calendars),
    PairRestrictions.NAME: ("restriction", restricted),
    Pairs.NAME: ("earlier", pairs),
}
COMPUTED: Mapping[str, Callable[[Records, Row], Iterator[Told]]] = {
    "match": compared,
    "severity": urgency,
}
