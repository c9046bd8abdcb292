"""Request types, as callers see them."""

from typing import Any, ClassVar, Self

from pydantic import Field

from bankagent import catalog
from bankagent.api.models.common import Answer, JsonObject
from bankagent.domain.request_type import RequestType


class RequestTypeView(Answer):
    """One type of request."""

    name: str = Field(description="The name to send as request_type.")
    description: str = Field(description="What the type is for.")
    payload_schema: dict[str, Any] = Field(description="The JSON Schema of the type's payload.")
    example: dict[str, Any] = Field(description="A payload that is valid.")

    @classmethod
    def of(cls, known: RequestType) -> Self:
        """Return a type of the catalog as callers see it."""
        return cls(
            name=known.name,
            description=known.description,
            payload_schema=known.payload.model_json_schema(),
            example=dict(known.example),
        )


TYPES = [RequestTypeView.of(known) for known in catalog.TYPES]


class RequestTypes(Answer):
    """All types of request."""

    EXAMPLE: ClassVar[JsonObject] = {"request_types": [known.model_dump() for known in TYPES]}

    request_types: list[RequestTypeView]
