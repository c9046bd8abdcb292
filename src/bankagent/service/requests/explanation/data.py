"""Second section of an explanation: what data was used, with versions."""

from collections.abc import Iterator, Mapping

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id


def sentences(records: Records) -> Iterator[Sentence]:
    """Yield the payload's version, the facts, and the versions of reference data."""
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
    yield from _reference(evaluation)


def _facts(records: Records, evaluation: Row) -> Iterator[Sentence]:
    for name, value in _object(evaluation["facts"]).items():
        known = records.facts.get(name)
        meaning = f" ({known.description})" if known and known.description else ""
        yield Sentence(
            f"The fact {name} was {exact_json.dumps(value)}{meaning}.",
            (f"{evaluation_id(evaluation, 'fact')}/{name}",),
            internal=not records.is_public(name),
        )


def _reference(evaluation: Row) -> Iterator[Sentence]:
    # The names of datasets tell what a client was screened against: always internal. An evaluation
    # of before the column `reference` has no such versions.
    used = _object(evaluation.get("reference"))
    for dataset, version in sorted(used.items()):
        yield Sentence(
            f"Version {version} of the reference data {dataset} was used.",
            (f"reference:{dataset}@{version}",),
        )
    if not used:
        yield Sentence("The evaluation records no reference data.", (evaluation_id(evaluation),))


def _object(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, Mapping) else {}
