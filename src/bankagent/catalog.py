"""The catalog: the list of all request types."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from bankagent.domain import findings
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.fact import Fact
from bankagent.domain.request_type import RequestType
from bankagent.errors import BadRequest, Finding
from bankagent.request_types import client_onboarding, trade_capture, trade_exception, trade_review

TYPES: tuple[RequestType, ...] = (
    trade_review.TYPE,
    trade_exception.TYPE,
    trade_capture.TYPE,
    client_onboarding.TYPE,
)


def fact_names(types: Sequence[RequestType] = TYPES) -> list[str]:
    """Return the names of the facts that this code finds, of all types."""
    return sorted({name for known in types for name in known.fact_names})


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
