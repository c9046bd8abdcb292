"""Findings of invalid input: which field, what is expected there, never what was sent.

One path language for everything that callers send: `payload.parties[0].name`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from bankagent.errors import MOST_FINDINGS, Finding

Location = Sequence[int | str]

# Another name is the caller's own text, which we do not repeat: a question mark stands for it.
NAME_WE_REPEAT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", re.ASCII)
UNREPEATED = "?"
NOT_A_FIELD = "is not a field here: leave it out"

# pydantic's sentences for these are for programmers, or tell of steps of its own.
WORDS = {
    "missing": "is required",
    "extra_forbidden": NOT_A_FIELD,
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
}
BOUNDS = {"too_long": ("max_length", "at most"), "too_short": ("min_length", "at least")}
# "Input should be …", "String should have …": pydantic's subjects, where our findings say "must".
SUBJECT = re.compile(r"^(Input|[A-Z][a-z]+) should ")


def path(location: Location) -> str:
    """Return a location as text: `("payload", "legs", 2, "price")` is `payload.legs[2].price`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{_repeated(step)}" for step in location)
    return "".join(steps).removeprefix(".")


def inside(location: Location, finding: Finding) -> Finding:
    """Return a finding of a part as one of the whole: `side` of `requests[3]` and so on."""
    return Finding(f"{path(location)}.{finding.field}", finding.expected)


def first_name(field: str, within: str) -> str:
    """Return the name right below `within` in a path; empty where the path ends there.

    `first_name("payload.legs[2].price", "payload")` is `legs`.
    """
    return re.split(r"[.\[]", field.removeprefix(within).removeprefix("."), maxsplit=1)[0]


def of_input(errors: Sequence[Mapping[str, Any]], *, without: int = 0) -> list[Finding]:
    """Return the first 20 of pydantic's errors on a body, a header or a parameter.

    `without`: how many steps at the head of each location are not the caller's, such as "query".
    """
    return [
        Finding(path(one["loc"][without:]) or "body", _in_our_words(one))
        for one in errors[:MOST_FINDINGS]
    ]


def of_payload(model: type[BaseModel], errors: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Return the first 20 of pydantic's errors on a payload, in the words of its model's fields."""
    return of_described(model, errors, within=("payload",))


def of_described(
    model: type[BaseModel], errors: Sequence[Mapping[str, Any]], *, within: Location = ()
) -> list[Finding]:
    """Return the first 20 of pydantic's errors on a model whose fields say what they take.

    The description of a field says what is expected there.
    """
    return [
        Finding(path((*within, *one["loc"])) or "body", _as_described(model, one))
        for one in errors[:MOST_FINDINGS]
    ]


def _repeated(name: str) -> str:
    return name if NAME_WE_REPEAT.fullmatch(name) else UNREPEATED


def _in_our_words(error: Mapping[str, Any]) -> str:
    words = WORDS.get(error["type"])
    if words is not None:
        return words
    bound = BOUNDS.get(error["type"])
    if bound is not None:
        most = error["ctx"][bound[0]]
        return f"must have {bound[1]} {most} item{'s' if most != 1 else ''}"
    return SUBJECT.sub("must ", error["msg"].removeprefix("Value error, "))


def _as_described(model: type[BaseModel], error: Mapping[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])  # a validator of ours: its words hold no value
    if not error["loc"]:
        return f"must be an object with: {', '.join(model.model_fields)}"
    if error["type"] == "extra_forbidden":
        return NOT_A_FIELD
    described = _description(model, error["loc"])
    if error["type"] == "missing":
        return f"is required: {described}" if described else "is required"
    # pydantic's own words are for programmers, and some repeat the value.
    return f"must be {described}" if described else "must be a value of another type"


def _description(model: type[BaseModel], location: Location) -> str | None:
    """Return the description of the field that a location leads to, through lists and models."""
    described, here = None, [model]
    for step in location:
        if isinstance(step, int):
            continue
        fields = [one.model_fields[step] for one in here if step in one.model_fields]
        if not fields:
            break
        described = fields[0].description
        here = [inner for field in fields for inner in _models(field.annotation)]
    return described


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _models(inner)]
