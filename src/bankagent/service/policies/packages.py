"""The request types of a bank's packages as `migrate` stores them, with their checked policies."""

from collections.abc import Sequence
from itertools import groupby

from bankagent import catalog
from bankagent.domain.known import Case, Known
from bankagent.domain.package import ShippedPackage
from bankagent.domain.request_type import RequestType
from bankagent.errors import BadRequest, CannotRun
from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.policy.shipped import ShippedVersion, read_versions

# Their look-ups read no field that payloads of other types may lack, but `currency` (FxRates) and
# `symbol` (RestrictedInstruments). An error of a look-up would stop the whole batch.
OPEN_NEEDS = (FxRates, BusinessCalendars, TradingLimits, RestrictedInstruments, Screenings)


def shipped(types: Sequence[RequestType] = catalog.OF_PACKAGES) -> list[ShippedPackage]:
    """Return the packages that are installed here, each with its types and policies.

    Raises:
        CannotRun: a package is broken; the text names it, and the first fault.
    """
    refuse_broken(types)
    by_package = groupby(types, key=lambda known: known.package or "")
    return [_package(name, list(own)) for name, own in by_package]


def refuse_broken(types: Sequence[RequestType] = catalog.OF_PACKAGES) -> None:
    """Refuse to go on with a package whose types cannot be decided here.

    Each type finds the facts of its example, beside look-ups that found nothing.

    Raises:
        CannotRun: an entry point is broken, or a type has a fault; the text names it.
    """
    catalog.refuse_broken_packages()
    for known in types:
        fault = _fault(known)
        if fault:
            text = f"The request type {known.name} of the package {known.package} {fault}."
            raise CannotRun(text)


def _fault(known: RequestType) -> str | None:
    for need in known.needs:
        if need not in OPEN_NEEDS:
            names = ", ".join(one.__name__ for one in OPEN_NEEDS)
            return f"needs {need.__name__}: it may need {names}"
    try:
        case = Case(1, "", catalog.parse_payload(known, known.example))
        part = Known(*[need() for need in known.needs]).part(known.needs, case)
        found = known.facts(case.payload, part)
    except BadRequest as error:
        first = error.findings[0]
        return f"does not take its own example: {first.field} {first.expected}"
    except Exception as error:  # noqa: BLE001 - it is the bank's code, and may raise anything
        return f"finds no facts of its example: {type(error).__name__}: {error}"
    odd = sorted(
        name
        for name in {*found, *known.fact_schema}
        if name not in found
        or name not in known.fact_schema
        or not known.fact_schema[name].holds(found[name])
    )
    return f"finds other facts than it declares: see {', '.join(odd)}" if odd else None


def _package(name: str, types: Sequence[RequestType]) -> ShippedPackage:
    keys = {known.policy_key: known for known in types}
    return ShippedPackage(
        name=name,
        types=tuple(
            {
                "name": known.name,
                "queue": known.queue,
                "policy_key": known.policy_key,
                "description": known.description,
            }
            for known in types
        ),
        policies=tuple(
            {
                "key": key,
                "version": one.version,
                "description": one.description,
                "table_json": one.table_json,
                "examples_csv": one.examples_csv,
            }
            for key, known in keys.items()
            for one in _versions(name, known, types)
        ),
    )


def _versions(
    package: str, known: RequestType, types: Sequence[RequestType]
) -> list[ShippedVersion]:
    assert known.policies is not None  # noqa: S101 - the catalog has refused a type without them
    try:
        found = catalog.facts_of_policy(known.policy_key, types)
        return read_versions(known.policies, known.policy_key, found)
    except BadRequest as error:
        first = error.findings[0]
        raise CannotRun(
            f"The policy {known.policy_key} of the package {package} is not valid: "
            f"{first.field}: {first.expected.rstrip('.')}."
        ) from None
