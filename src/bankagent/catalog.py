"""The catalog: the list of all request types, bankagent's own and those of a bank's packages.

Packages are read once, when this module is imported. Where one is broken, the list is bankagent's
alone, and `refuse_broken_packages` keeps each program from starting so.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from bankagent.domain import findings
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.fact import Fact
from bankagent.domain.request_type import RequestType
from bankagent.errors import BadRequest, CannotRun, Finding
from bankagent.request_types import (
    client_onboarding,
    packages,
    research_question,
    trade_capture,
    trade_exception,
    trade_review,
)

SHIPPED: tuple[RequestType, ...] = (
    trade_review.TYPE,
    trade_exception.TYPE,
    trade_capture.TYPE,
    client_onboarding.TYPE,
    research_question.TYPE,
)
OF_PACKAGES, BROKEN = packages.read(packages.installed(), SHIPPED)
TYPES: tuple[RequestType, ...] = (*SHIPPED, *OF_PACKAGES)


def refuse_broken_packages(broken: Sequence[CannotRun] = BROKEN) -> None:
    """Refuse to go on without the types of a package that is installed here.

    Raises:
        CannotRun: the first package that is broken; the text names it and its entry point.
    """
    for fault in broken:
        raise fault


def fact_names(types: Sequence[RequestType] = TYPES) -> list[str]:
    """Return what a worker with these types tells: the facts that it finds, and the types.

    A type is told as `type:<name>`, which is the name of no fact. claim_jobs gives a worker no
    request of a package's type that it has not told.
    """
    facts = {name for known in types for name in known.fact_names}
    return sorted(facts | {f"type:{known.name}" for known in types})


def facts_of_policy(key: str, types: Sequence[RequestType] = TYPES) -> dict[str, Fact] | None:
    """Return the facts that each type with this policy finds; None where no type has it.

    A fact that two types declare in two ways is none that the policy may test.
    """
    schemas = [known.fact_schema for known in types if known.policy_key == key]
    if not schemas:
        return None
    return {
        name: fact
        for name, fact in schemas[0].items()
        if all(other.get(name) == fact for other in schemas)
    }


def request_type(name: str, types: Sequence[RequestType] = TYPES) -> RequestType:
    """Return the type of this name.

    Raises:
        BadRequest: there is no such type; the finding lists the types that exist.
    """
    for known in types:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in types)
    finding = Finding("request_type", f"must be one of: {names}")
    raise BadRequest("There is no such request type.", findings=[finding])


def parse_payload(type: RequestType, payload: JsonValue) -> BaseModel:
    """Return the payload as the type's model, with exact amounts.

    Raises:
        BadRequest: the payload is not valid; the findings name the fields, never their values.
    """
    try:
        return type.payload.model_validate(payload)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        raise BadRequest(
            f"The payload is not a valid {type.name}.",
            findings=findings.of_payload(type.payload, wrong),
        ) from None
