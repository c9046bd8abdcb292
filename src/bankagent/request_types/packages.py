"""Request types of a bank's own packages: entry points of the group `bankagent.request_types`.

Each names an object of the class RequestType, by its name: `securities_loan =
"acme_types.securities_loan:TYPE"`. They are read in the order of packages and entry points by name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from itertools import chain

from pydantic import BaseModel

from bankagent.domain.fact import Fact
from bankagent.domain.request_type import RequestType
from bankagent.errors import CannotRun

GROUP = "bankagent.request_types"
# As sql/tables/request_types.sql has it; a queue's name is part of a channel's name.
SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
LONGEST_QUEUE = 40


def installed() -> list[EntryPoint]:
    """Return the entry points of all packages that are installed here, in a fixed order."""
    return sorted(entry_points(group=GROUP), key=lambda point: (_package(point), point.name))


def read(
    points: Iterable[EntryPoint], shipped: Sequence[RequestType]
) -> tuple[tuple[RequestType, ...], tuple[CannotRun, ...]]:
    """Return the types that entry points name; or none of them, and what is wrong with each.

    One broken package leaves out all: a service with half of a bank's types would take requests
    that another one refuses.
    """
    found: list[RequestType] = []
    broken: list[CannotRun] = []
    for point in points:
        try:
            found.append(_read(point, [*shipped, *found]))
        except CannotRun as fault:
            broken.append(fault)
    return ((), tuple(broken)) if broken else (tuple(found), ())


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "(without a name)"


def _read(point: EntryPoint, before: Sequence[RequestType]) -> RequestType:
    """Return the type that an entry point names.

    Raises:
        CannotRun: it cannot be a type beside those that were read before it.
    """
    try:
        # It is the bank's code, which may raise anything.
        own = point.load()
    except Exception as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise _refused(point, f"cannot be imported: {type(error).__name__}: {why}") from error
    if not isinstance(own, RequestType):
        raise _refused(point, f"is of the class {type(own).__name__}, and must be a RequestType")
    for fault in chain(_faults(point, own, before), _faults_of_parts(own)):
        raise _refused(point, fault)
    return replace(own, package=_package(point))


def _refused(point: EntryPoint, fault: str) -> CannotRun:
    named = f"The entry point {point.name} ({point.value}) of the package {_package(point)}"
    return CannotRun(f"{named} {fault}.")


def _faults(point: EntryPoint, own: RequestType, before: Sequence[RequestType]) -> Iterator[str]:
    """Yield what is wrong with a type beside those that were read before it."""
    taken = {known.name: known.package or "bankagent" for known in before}
    policies = {known.policy_key: known.package or "bankagent" for known in before}
    if own.name != point.name:
        yield f"names the request type {own.name}: both must have one name"
    if not SLUG.fullmatch(own.name):
        yield "must be named by 1 to 40 small letters, digits and _, a letter first"
    if own.name in taken:
        yield f"has the name of a request type that {taken[own.name]} has already"
    if policies.get(own.policy_key, _package(point)) != _package(point):
        yield f"has the policy {own.policy_key}, which is of {policies[own.policy_key]}"


def _faults_of_parts(own: RequestType) -> Iterator[str]:
    payload: object = own.payload
    if not (isinstance(payload, type) and issubclass(payload, BaseModel)):
        yield "has a payload that is no model of pydantic"
    if not SLUG.fullmatch(own.policy_key):
        yield "has a policy_key that is not 1 to 40 small letters, digits and _"
    if not 1 <= len(own.queue.encode()) <= LONGEST_QUEUE:
        yield f"has a queue whose name is not 1 to {LONGEST_QUEUE} bytes long"
    if not own.fact_schema or not all(isinstance(one, Fact) for one in own.fact_schema.values()):
        yield "declares no facts in fact_schema"
    if own.policies is None or not own.policies.is_dir():
        yield "has no folder of policies"
    told = (own.description, own.approved_means, own.rejected_means)
    if not all(one.strip() for one in told):
        yield "must say what it is for, and what approved and rejected mean"
