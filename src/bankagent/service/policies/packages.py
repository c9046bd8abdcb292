"""The request types of a bank's packages as `migrate` stores them, with their checked policies."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.evaluation import VERSION, Outcome
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Case, Known
from bankagent.domain.package import ShippedPackage
from bankagent.domain.request_type import RequestType
from bankagent.errors import BadRequest, CannotRun
from bankagent.policy.shipped import ShippedVersion, read_versions
from bankagent.service.decisions.result import NAMES
from bankagent.service.policies.package_needs import fault_of_needs

# Names that evaluations and results have already, or that the database reads there: the evidence of
# a type must not look like them.
TAKEN = {*NAMES, VERSION, "case", "comparison"}


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
    fault = fault_of_needs(known)
    if fault:
        return fault
    try:
        case = Case(1, "", catalog.parse_payload(known, known.example))
        part = Known(*[need() for need in known.needs]).part(known.needs, case)
        found = known.facts(case.payload, part)
        return _odd_facts(known, found) or _odd_evidence(known, case, part, found)
    except BadRequest as error:
        first = error.findings[0]
        return f"does not take its own example: {first.field} {first.expected}"
    except Exception as error:  # noqa: BLE001 - it is the bank's code, and may raise anything
        return f"finds no facts of its example: {type(error).__name__}: {error}"


def _odd_facts(known: RequestType, found: Mapping[str, JsonValue]) -> str | None:
    odd = sorted(
        name
        for name in {*found, *known.fact_schema}
        if name not in found
        or name not in known.fact_schema
        or not known.fact_schema[name].holds(found[name])
    )
    return f"finds other facts than it declares: see {', '.join(odd)}" if odd else None


def _odd_evidence(
    known: RequestType, case: Case, part: Known, found: Mapping[str, JsonValue]
) -> str | None:
    """Return what is wrong with the evidence beside the facts; try what follows, too."""
    if known.follows is not None:
        for outcome in Outcome:
            known.follows(case, part, outcome)
    if known.facts_and_evidence is None:
        return None
    again, evidence = known.facts_and_evidence(case.payload, part)
    if again != found:
        return "finds other facts in facts_and_evidence than in facts"
    taken = TAKEN | {need.NAME for need in known.needs}
    for outcome in Outcome:
        shown = evidence([outcome])
        exact_json.dumps(dict(shown))
        if not taken.isdisjoint(shown):
            return f"has evidence of a name that is taken: {', '.join(sorted(taken & {*shown}))}"
    return None


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
