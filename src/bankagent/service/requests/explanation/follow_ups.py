"""Sentences on cause and follow-up requests, which audit entries of both name.

None of them must reach the client: what the bank does next with a trade is its own affair.
"""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    entry_id,
    evaluation_id,
    mapping,
    rows,
)


def cause(records: Records) -> Iterator[Sentence]:
    """Yield the request that caused this one, by its decision or by its reopened exception."""
    for entry in records.entries:
        said = mapping(entry["result"])
        if entry["action"] != "received" or "caused_by" not in said:
            continue
        ids = (f"request:{said['caused_by']}", entry_id(entry))
        reopened = said.get("reopens_exception")
        if reopened is None:
            text = f"The decision on request {said['caused_by']} caused it: {_reason(said)}."
            yield Sentence(text, ids)
        else:
            text = f"It reopens exception {reopened} of request {said['caused_by']}."
            yield Sentence(text, (*ids, f"exception:{reopened}"))


def caused(records: Records) -> Iterator[Sentence]:
    """Yield the requests that the decision on this one caused."""
    for entry in records.entries:
        for one in rows(mapping(entry["result"]).get("follow_ups")):
            yield Sentence(
                f"The decision caused request {one.get('request_id')} of the type "
                f"{one.get('request_type')}: {_reason(one)}.",
                (f"request:{one.get('request_id')}", entry_id(entry)),
            )


def waiting(records: Records) -> Iterator[Sentence]:
    """Yield what each decision of people will cause, while the request waits for it."""
    if records.evaluation is None or records.given.status != "awaiting_approval":
        return
    ids = (evaluation_id(records.evaluation),)
    causes = mapping(records.evaluation.get("causes"))
    for decision, verb in (("approved", "approve"), ("rejected", "reject")):
        caused = mapping(causes.get(decision))
        for one in rows(caused.get("follow_ups")):
            text = f"a request of the type {one.get('request_type')} follows: {_reason(one)}."
            yield Sentence(f"If people {verb} it, {text}", ids)
        trade = mapping(caused.get("trade"))
        if trade:
            text = f"version {trade.get('version')} of a trade is stored"
            named = f"{trade.get('source')} {trade.get('record_number')}"
            yield Sentence(f"If people {verb} it, {text}, {named}.", ids)


def _reason(said: Row) -> str:
    return str(said.get("reason")).rstrip(".")
