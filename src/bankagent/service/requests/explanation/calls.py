"""Sentences on tool calls that people approved or denied, and on what the agent then submitted."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    entry_id,
    mapping,
    of_result,
)

DID = {"calls_approved": "approved", "calls_denied": "denied"}


def decided(_: Records, entry: Row) -> Iterator[Sentence]:
    """Yield what people said of the calls that the agent asked for."""
    did = DID[str(entry["action"])]
    text = f"{entry['actor']} {did} the tool calls that its agent asked for, and the agent went on."
    yield Sentence(text, (f"vote:{of_result(entry, 'vote_id')}", entry_id(entry)))


def submitted(records: Records) -> Iterator[Sentence]:
    """Yield the request whose agent submitted this one."""
    for entry in records.entries:
        asked = mapping(entry["result"]).get("submitted_for")
        if entry["action"] == "received" and asked is not None:
            text = f"The agent that worked on request {asked} submitted it."
            yield Sentence(text, (f"request:{asked}", entry_id(entry)))
