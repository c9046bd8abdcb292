"""Sentences on cause and follow-up requests, which audit entries of both name.

None of them must reach the client: what the bank does next with a trade is its own affair.
"""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import Records, Row, entry_id, mapping, rows


def cause(records: Records) -> Iterator[Sentence]:
    """Yield the request whose decision caused this one, where there is one."""
    for entry in records.entries:
        said = mapping(entry["result"])
        if entry["action"] == "received" and "caused_by" in said:
            yield Sentence(
                f"The decision on request {said['caused_by']} caused it: {_reason(said)}.",
                (f"request:{said['caused_by']}", entry_id(entry)),
            )


def caused(records: Records) -> Iterator[Sentence]:
    """Yield the requests that the decision on this one caused."""
    for entry in records.entries:
        for one in rows(mapping(entry["result"]).get("follow_ups")):
            yield Sentence(
                f"The decision caused request {one.get('request_id')} of the type "
                f"{one.get('request_type')}: {_reason(one)}.",
                (f"request:{one.get('request_id')}", entry_id(entry)),
            )


def _reason(said: Row) -> str:
    return str(said.get("reason")).rstrip(".")
