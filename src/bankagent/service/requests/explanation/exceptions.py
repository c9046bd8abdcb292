"""Sentences of an explanation on the trade exception of a request: moves, closing, reopening."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    at,
    entry_id,
    mapping,
    of_result,
    rows,
)


def opened(records: Records) -> Iterator[Sentence]:
    """Yield the number and the state of the exception, where the request opened one."""
    one = mapping(records.given.exception)
    if one:
        text = f"Its exception {one['id']} is {one['state']}."
        yield Sentence(text, (f"exception:{one['id']}",))


PROPOSED = {
    "repair": "a repair",
    "write_off": "to write the difference off",
    "cancellation": "to cancel the trade",
    "forced_match": "to accept the pair after its repair, though nothing matches",
}


def closed(records: Records, entry: Row, ids: tuple[str, ...]) -> Iterator[Sentence]:
    """Yield how the closing of an exception decided it, and the proposals before."""
    matched_by = of_result(entry, "matched_by")
    if matched_by is not None:
        text = "A later record of the pair matches, which decided it."
        yield Sentence(text, ids, internal=False)
        yield Sentence(f"It came in request {matched_by}.", (*ids, f"request:{matched_by}"))
        return
    yield Sentence("People of the bank decided it.", ids, internal=False)
    yield from _proposed(records)
    one = mapping(records.given.exception)
    state, reason = of_result(entry, "to_state"), one.get("closed_reason")
    how = ", though no pair matched (forced)" if one.get("closed_match") == "forced" else ""
    text = f"{entry['actor']} closed exception {ids[-1].partition(':')[2]} as {state}{how}"
    yield Sentence(f"{text}: {reason}" if reason else f"{text}.", ids)


def _proposed(records: Records) -> Iterator[Sentence]:
    for one in rows(mapping(records.given.exception).get("proposals")):
        ids = (f"exception_proposal:{one['id']}",)
        text = f"{one['proposer']} proposed {PROPOSED.get(str(one['kind']), one['kind'])}"
        yield Sentence(f"{text}: {one['reason']}", ids)
        votes = rows(one.get("votes"))
        for vote in votes:
            text = f"{vote['reviewer']} voted {vote['verdict']} on it: {vote['reason']}"
            yield Sentence(text, (f"exception_vote:{vote['id']}", *ids))
        if one.get("disposition") and not votes:
            yield Sentence(f"That proposal was {one['disposition']}.", ids)


def moved(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield a move of the exception."""
    number = of_result(entry, "exception_id")
    states = f"from {of_result(entry, 'from_state')} to {of_result(entry, 'to_state')}"
    changed_by = of_result(entry, "changed_by")
    if changed_by is not None:
        text = f"The pair of exception {number} came again with other values on {at(entry)}."
        yield Sentence(text, (entry_id(entry), f"exception:{number}", f"request:{changed_by}"))
        return
    text = f"{entry['actor']} moved exception {number} {states} on {at(entry)}."
    yield Sentence(text, (entry_id(entry), f"exception:{number}"))


def reopened(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield the reopening of the exception, by a new request."""
    number, later = of_result(entry, "exception_id"), of_result(entry, "reopened_by")
    text = f"{entry['actor']} reopened exception {number} by request {later} on {at(entry)}."
    yield Sentence(text, (entry_id(entry), f"exception:{number}", f"request:{later}"))
