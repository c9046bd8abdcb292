"""Sentences on reference data that an evaluation used, and on the values that were looked up.

A value is internal unless the policy marks the fact that is found from it as public.
"""

from collections.abc import Callable, Iterator
from functools import partial

from bankagent.domain.evaluation import VERSION
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Audience, Sentence
from bankagent.service.requests.explanation import (
    agent_answers,
    breaks,
    computed,
    onboarding,
    onboarding_risk,
)
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id, mapping
from bankagent.service.requests.explanation.told import NEEDS as OF_TRADES
from bankagent.service.requests.explanation.told import Told, reference_id

NEEDS = {**OF_TRADES, **breaks.NEEDS, **onboarding.NEEDS, **agent_answers.NEEDS}
COMPUTED = {**computed.COMPUTED, **breaks.COMPUTED, **onboarding.COMPUTED}
# An evaluation has these beside the looked-up values; others tell them.
NO_NEEDS = (VERSION, breaks.COMPARISON, onboarding_risk.CASE, agent_answers.ANSWER)


def sentences(records: Records, evaluation: Row) -> Iterator[Sentence]:
    """Yield each dataset with its version, source and day, and each looked-up value."""
    used = mapping(evaluation.get("reference"))
    for dataset, version in sorted(used.items()):
        yield _dataset(records, dataset, version)
    if not used:
        yield Sentence("The evaluation records no reference data.", (evaluation_id(evaluation),))
    for told, internal in values(records, evaluation):
        yield Sentence(told.text, told.rests_on or (evaluation_id(evaluation),), internal=internal)


def values(records: Records, evaluation: Row) -> Iterator[tuple[Told, bool]]:
    """Yield what each looked-up or computed value says, and whether it is internal."""
    for need, recorded in mapping(evaluation.get("known")).items():
        if need not in NO_NEEDS:
            fact, tell = NEEDS.get(need, (None, _unknown))
            internal = fact is None or not records.is_public(fact)
            for told in _read(partial(tell, recorded, records)):
                yield told, internal
    for fact, compute in COMPUTED.items():
        if fact in mapping(evaluation["facts"]):
            for told in _read(partial(compute, records, evaluation)):
                yield told, not records.is_public(fact)


def _dataset(records: Records, dataset: str, version: JsonValue) -> Sentence:
    wanted = (dataset, version)
    found = next(
        (it for it in records.references if (it["dataset"], it["version"]) == wanted), None
    )
    fact, _ = NEEDS.get(dataset, (None, _unknown))
    origin = _origin(found, records.audience)
    return Sentence(
        f"Version {version} of the reference data {dataset} was used{origin}.",
        (reference_id(dataset, version),),
        internal=fact is None or not records.is_public(fact),
    )


def _origin(found: Row | None, audience: Audience) -> str:
    if found is None:
        return ""
    origin = f": {found['source']}, as of {found['as_of']}"
    # Whose software the bank runs, and on which of its data, is not the client's.
    if found.get("is_shipped") is not True or audience == "client":
        return origin
    is_sample = str(found.get("description")).startswith("Sample")
    return f"{origin}; it is {'a sample' if is_sample else 'data'} that ships with bankagent"


def _read(tell: Callable[[], Iterator[Told]]) -> list[Told]:
    try:
        return list(tell())
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        # Written past the constraints, or by a version that recorded other fields.
        return [Told("Values that were looked up are recorded in a form that is not known here.")]


def _unknown(_: JsonValue, __: Records) -> Iterator[Told]:
    raise LookupError
