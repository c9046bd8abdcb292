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
)


def opened(records: Records) -> Iterator[Sentence]:
    """Yield the number and the state of the exception, where the request opened one."""
    one = mapping(records.given.exception)
    if one:
        text = f"Its exception {one['id']} is {one['state']}."
        yield Sentence(text, (f"exception:{one['id']}",))


def closed(entry: Row, ids: tuple[str, ...]) -> Iterator[Sentence]:
    """Yield how the closing of an exception decided it."""
    matched_by = of_result(entry, "matched_by")
    if matched_by is not None:
        text = "A later record of the pair matches, which decided it."
        yield Sentence(text, ids, internal=False)
        yield Sentence(f"It came in request {matched_by}.", (*ids, f"request:{matched_by}"))
        return
    yield Sentence("People of the bank decided it.", ids, internal=False)
    state = of_result(entry, "to_state")
    yield Sentence(f"{entry['actor']} closed exception {ids[-1].partition(':')[2]}: {state}.", ids)


def moved(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield a move of the exception."""
    number = of_result(entry, "exception_id")
    states = f"from {of_result(entry, 'from_state')} to {of_result(entry, 'to_state')}"
    text = f"{entry['actor']} moved exception {number} {states} on {at(entry)}."
    yield Sentence(text, (entry_id(entry), f"exception:{number}"))


def reopened(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield the reopening of the exception, by a new request."""
    number, later = of_result(entry, "exception_id"), of_result(entry, "reopened_by")
    text = f"{entry['actor']} reopened exception {number} by request {later} on {at(entry)}."
    yield Sentence(text, (entry_id(entry), f"exception:{number}", f"request:{later}"))
