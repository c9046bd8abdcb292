"""Second section of an explanation: what data was used, with versions."""

from collections.abc import Iterator

from bankagent.domain import exact_json
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation import looked_up
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    evaluation_id,
    mapping,
    rows,
)

# The word of a fact that the payload has no field for (docs/facts.md).
NOT_GIVEN = "not_given"


def sentences(records: Records) -> Iterator[Sentence]:
    """Yield the payload's version, the facts, and the reference data that they were found from."""
    evaluation = records.evaluation
    if evaluation is None:
        text = "No data has been evaluated for this payload yet."
        yield Sentence(text, (records.request, records.payload), internal=False)
        return
    yield Sentence(
        f"Version {records.given.payload_version} of the payload was evaluated.",
        (records.payload, records.request),
        internal=False,
    )
    yield from _facts(records, evaluation)
    yield from looked_up.sentences(records, evaluation)


def _facts(records: Records, evaluation: Row) -> Iterator[Sentence]:
    facts = mapping(evaluation["facts"])
    given = [name for name in _in_order(records, evaluation) if facts[name] != NOT_GIVEN]
    for name in given:
        known = records.facts.get(name)
        meaning = f" ({known.description})" if known and known.description else ""
        yield Sentence(
            f"The fact {name} was {exact_json.dumps(facts[name])}{meaning}.",
            (_fact_id(evaluation, name),),
            internal=not records.is_public(name),
        )
    missing = [name for name in _in_order(records, evaluation) if name not in given]
    for public in (True, False):
        if names := [name for name in missing if records.is_public(name) is public]:
            yield Sentence(
                f"The payload has no field for these facts ({NOT_GIVEN}): {', '.join(names)}.",
                tuple(_fact_id(evaluation, name) for name in names),
                internal=not public,
            )


def _in_order(records: Records, evaluation: Row) -> list[str]:
    """Return the names of the facts: those that fired rules saw, then as the policy lists them.

    For a client as the policy lists them alone: the order would tell which internal rule fired.
    """
    facts = mapping(evaluation["facts"])
    fired = rows(evaluation["fired"]) if records.audience == "bank" else ()
    seen = [name for rule in fired for name in mapping(rule.get("facts"))]
    return [name for name in dict.fromkeys((*seen, *records.facts, *facts)) if name in facts]


def _fact_id(evaluation: Row, name: str) -> str:
    return f"{evaluation_id(evaluation, 'fact')}/{name}"
