"""The board in the lobby: every type of request, in one list that you can read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.request_type import RequestType
from bankagent.errors import MOST_FINDINGS, BadRequest, Finding
from bankagent.request_types import trade_review

TYPES: tuple[RequestType, ...] = (trade_review.TYPE,)

NAME_WE_REPEAT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", re.ASCII)


def request_type(name: str, types: Sequence[RequestType] = TYPES) -> RequestType:
    """Return the type of this name.

    Raises:
        BadRequest: there is none; its finding lists those that there are.
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
        BadRequest: the payload is not one; its findings name the fields, never what stood there.
    """
    try:
        return type.payload.model_validate(payload)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[:MOST_FINDINGS]
        findings = [_finding(type.payload, one) for one in wrong]
        raise BadRequest(f"The payload is not a valid {type.name}.", findings=findings) from None


def _finding(model: type[BaseModel], wrong: Mapping[str, Any]) -> Finding:
    location = wrong["loc"]
    if not location:
        return Finding("payload", f"must be an object with: {', '.join(model.model_fields)}")
    return Finding(_path(location), _expected(model, location, wrong))


def _path(location: Sequence[int | str]) -> str:
    # A name that does not look like a field's is the caller's own text, which we do not repeat.
    path = "payload"
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step if NAME_WE_REPEAT.fullmatch(step) else '(a name)'}"
    return path


def _expected(
    model: type[BaseModel], location: Sequence[int | str], wrong: Mapping[str, Any]
) -> str:
    if wrong["type"] == "extra_forbidden":
        return "is not a field here: leave it out"
    field = model.model_fields.get(str(location[0]))
    described = field.description if field else None
    if wrong["type"] == "missing":
        return f"is required: {described}" if described else "is required"
    if wrong["type"] == "value_error":
        return str(wrong["ctx"]["error"])  # a validator of ours: its words hold no value
    # pydantic's own words are for programmers, and some repeat what stood there.
    return f"must be {described}" if described else "must be of another kind"
