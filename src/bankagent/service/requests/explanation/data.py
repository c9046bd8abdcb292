"""Second section of an explanation: what data was used, with versions."""

from collections.abc import Iterator

from bankagent.domain import exact_json
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation import looked_up
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id, mapping


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
    for name, value in mapping(evaluation["facts"]).items():
        known = records.facts.get(name)
        meaning = f" ({known.description})" if known and known.description else ""
        yield Sentence(
            f"The fact {name} was {exact_json.dumps(value)}{meaning}.",
            (f"{evaluation_id(evaluation, 'fact')}/{name}",),
            internal=not records.is_public(name),
        )
