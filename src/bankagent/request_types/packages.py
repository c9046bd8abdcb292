"""Request types of a bank's own packages: entry points of the group `bankagent.request_types`.

Each names an object of the class RequestType, by its name: `securities_loan =
"acme_types.securities_loan:TYPE"`. They are read in the order of packages and entry points by name.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from threading import Timer

from bankagent.domain.request_type import RequestType
from bankagent.errors import CannotRun
from bankagent.request_types.package_faults import faults_of_parts

GROUP = "bankagent.request_types"
# An import that hangs stops each command, status and pause too: a person must see by which package.
SAY_AFTER_S = 5.0


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
    """Return the name of a package in its one spelling (PEP 503): Acme_Loans is acme-loans."""
    name = point.dist.name if point.dist else "(without a name)"
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(point: EntryPoint, before: Sequence[RequestType]) -> RequestType:
    """Return the type that an entry point names.

    Raises:
        CannotRun: it cannot be a type beside those that were read before it.
    """
    try:
        # It is the bank's code, which may raise anything, also where its fields are looked at.
        with _telling(point):
            own = point.load()
    except (Exception, SystemExit) as error:
        raise _refused(point, f"cannot be imported: {_said(error)}") from error
    if not isinstance(own, RequestType):
        raise _refused(point, f"is of the class {type(own).__name__}, and must be a RequestType")
    try:
        fault = next(chain(faults_of_parts(own), _faults(point, own, before)), None)
    except (Exception, SystemExit) as error:
        raise _refused(point, f"is no valid RequestType: {_said(error)}") from error
    if fault:
        raise _refused(point, fault)
    return replace(own, package=_package(point))


def _said(error: BaseException) -> str:
    why = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {why}"


@contextmanager
def _telling(point: EntryPoint) -> Iterator[None]:
    """Say on stderr which entry point it is that is imported, if that takes long."""
    text = f"bankagent: {_named(point)} is still imported."
    timer = Timer(SAY_AFTER_S, partial(print, text, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _named(point: EntryPoint) -> str:
    return f"The entry point {point.name} ({point.value}) of the package {_package(point)}"


def _refused(point: EntryPoint, fault: str) -> CannotRun:
    return CannotRun(f"{_named(point)} {fault}.")


def _faults(point: EntryPoint, own: RequestType, before: Sequence[RequestType]) -> Iterator[str]:
    """Yield what is wrong with a type beside those that were read before it."""
    taken = {known.name: known.package or "bankagent" for known in before}
    policies = {known.policy_key: known.package or "bankagent" for known in before}
    if own.name != point.name:
        yield f"names the request type {own.name}: both must have one name"
    if own.name in taken:
        yield f"has the name of a request type that {taken[own.name]} has already"
    if policies.get(own.policy_key, _package(point)) != _package(point):
        yield f"has the policy {own.policy_key}, which is of {policies[own.policy_key]}"
