"""Bases and field types that the models share: bodies, answers, times, results, payloads."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)

from bankagent import catalog
from bankagent.service.decisions.result import NAMES

JsonObject = dict[str, Any]

# Says +00:00 as Z, and always microseconds: one format, whatever the time.
Time = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    ),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Body(BaseModel):
    """A body that callers send, with examples: a name, and `summary` and `value` (OpenAPI)."""

    model_config = ConfigDict(extra="forbid")

    EXAMPLES: ClassVar[Mapping[str, JsonObject]]


class Answer(BaseModel):
    """An answer that callers get, or a part of one, with an example of it as JSON."""

    EXAMPLE: ClassVar[JsonObject]


def in_reading_order(result: JsonObject) -> JsonObject:
    """Return the result with its names in reading order: jsonb orders names by their length."""
    return {name: result[name] for name in NAMES if name in result} | result


def as_object(value: Any) -> Any:
    """Return a JSON value that is to be an object; any other one inside of `unreadable`.

    A row that was written past the constraints is shown with all that it has: it must not make the
    others of its list fail.
    """
    return value if isinstance(value, dict) else {"unreadable": value}


ShownObject = Annotated[JsonObject, BeforeValidator(as_object)]
Result = Annotated[ShownObject, AfterValidator(in_reading_order)]


def inlined(schema: JsonObject) -> JsonObject:
    """Return a JSON Schema with its `$defs` in place of its references.

    A reference inside an API description would be looked up from the top of the whole description.
    """
    definitions = schema.get("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(one) for one in part]
        if not isinstance(part, dict):
            return part
        name = str(part.get("$ref", "")).removeprefix("#/$defs/")
        if name in definitions:
            return resolved(definitions[name])
        return {key: resolved(one) for key, one in part.items() if key != "$defs"}

    found: JsonObject = resolved(schema)
    return found


def one_of_the_types() -> JsonObject:
    """Return the schema of a field that takes the name of a request type."""
    return {"enum": [known.name for known in catalog.TYPES]}


def a_payload() -> JsonObject:
    """Return the schema of a field that takes the payload of a request type."""
    return {"anyOf": [inlined(known.payload.model_json_schema()) for known in catalog.TYPES]}
