"""Faults of the fields of a bank's own request type, each as a clause.

A type checker would have found most of them: a bank need not use one.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from pydantic import BaseModel

from bankagent.domain import exact_json
from bankagent.domain.fact import Fact
from bankagent.domain.request_type import RequestType

# As sql/tables/request_types.sql has it; a queue's name is part of a channel's name.
SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
LONGEST_QUEUE = 40
CLASSES: Mapping[str, type] = {
    "name": str,
    "description": str,
    "queue": str,
    "policy_key": str,
    "approved_means": str,
    "rejected_means": str,
    "fact_schema": Mapping,
    "example": Mapping,
    "needs": tuple,
}
FUNCTIONS = ("facts", "facts_and_evidence", "follows")
MAY_LACK = ("facts_and_evidence", "follows")


def faults_of_parts(own: RequestType) -> Iterator[str]:
    """Yield what is wrong with the fields of a type; the first one may make others fail."""
    yield from _faults_of_classes(own)
    if not SLUG.fullmatch(own.name):
        yield "must be named by 1 to 40 small letters, digits and _, a letter first"
    if not SLUG.fullmatch(own.policy_key):
        yield "has a policy_key that is not 1 to 40 small letters, digits and _"
    if not 1 <= len(own.queue.encode()) <= LONGEST_QUEUE:
        yield f"has a queue whose name is not 1 to {LONGEST_QUEUE} bytes long"
    if not own.fact_schema or not all(isinstance(one, Fact) for one in own.fact_schema.values()):
        yield "declares no facts in fact_schema"
    told = (own.description, own.approved_means, own.rejected_means)
    if not all(one.strip() for one in told):
        yield "must say what it is for, and what approved and rejected mean"
    yield from _faults_of_json(own)


def _faults_of_classes(own: RequestType) -> Iterator[str]:
    for name, wanted in CLASSES.items():
        given: object = getattr(own, name)
        if not isinstance(given, wanted):
            is_of = f"has a {name} of the class {type(given).__name__}"
            yield f"{is_of}, and must have a {wanted.__name__}"
    for name in FUNCTIONS:
        given = getattr(own, name)
        if not callable(given) and not (given is None and name in MAY_LACK):
            yield f"has {name} that are no function"
    payload: object = own.payload
    if not (isinstance(payload, type) and issubclass(payload, BaseModel)):
        yield "has a payload that is no model of pydantic"
    if not all(isinstance(one, type) for one in own.needs):
        yield "has needs that are no classes"
    policies: object = own.policies
    if not isinstance(policies, Traversable) or not policies.is_dir():
        yield "has no folder of policies"


def _faults_of_json(own: RequestType) -> Iterator[str]:
    """Yield that the API could not describe the type, which it does when it starts."""
    try:
        exact_json.dumps(dict(own.example))
        own.payload.model_json_schema()
    except Exception as error:  # noqa: BLE001 - pydantic runs the bank's code
        kind = type(error).__name__
        yield f"has an example or a payload that no JSON can describe: {kind}"
