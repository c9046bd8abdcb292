"""Comments for the caller, as an explanation tells them; internal ones are not read."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    at,
    entry_id,
    of_result,
    rows,
)


def told(records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield the comment that an audit entry names."""
    number = of_result(entry, "comment_id")
    for one in rows(records.given.comments):
        if one["id"] == number:
            text = f"{one['author']} told its caller on {at(entry)}: {one['text']}"
            yield Sentence(text, (f"comment:{number}", entry_id(entry)))
