"""Records that their source had before under another number: a break of the pair."""

from dataclasses import replace

from bankagent.facts.breaks.comparison import Break, Comparison, in_order
from bankagent.facts.breaks.pair import Pair
from bankagent.facts.breaks.pairs import Arrival

FIELD = "duplicate"
# ISO 15022 has no code for it: OTHR, and the field says which.
CODE = "OTHR"


def told(compared: Comparison, pair: Pair, arrival: Arrival | None) -> Comparison:
    """Return the comparison with a break for duplicate records, where there are some.

    A pair that would agree is then broken: one of its records may be a booking too many.
    """
    if arrival is None or not arrival.duplicates:
        return compared
    numbers = {
        one.side: side.record_number
        for one in arrival.duplicates
        if (side := getattr(pair.given, one.side)) is not None
    }
    found = Break(
        FIELD,
        CODE,
        ours=numbers.get("ours"),
        theirs=numbers.get("theirs"),
        findings=tuple(
            f"{one.side}: {getattr(pair.given, one.side).source} has the same record as "
            f"{one.record_number}, in request {one.request_id}"
            for one in arrival.duplicates
            if one.side in numbers
        ),
    )
    match = "broken" if compared.match in ("exact", "within_tolerance") else compared.match
    return replace(compared, match=match, breaks=in_order((*compared.breaks, found)))
