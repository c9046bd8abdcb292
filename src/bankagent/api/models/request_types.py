"""Request types, as callers see them."""

from dataclasses import asdict
from typing import Any, ClassVar, Self

from pydantic import Field

from bankagent import catalog
from bankagent.api.models.common import Answer, JsonObject
from bankagent.domain.request_type import RequestType
from bankagent.service.requests.types import RefusedType


class RequestTypeView(Answer):
    """One type of request."""

    name: str = Field(description="The name to send as request_type.")
    description: str = Field(description="What the type is for.")
    payload_schema: dict[str, Any] = Field(description="The JSON Schema of the type's payload.")
    example: dict[str, Any] = Field(description="A payload that is valid.")
    approved_means: str = Field(description="The meaning of the decision approved.")
    rejected_means: str = Field(description="The meaning of the decision rejected.")
    package: str | None = Field(
        description="The bank's package that brings the type; null for one of bankagent's own."
    )

    @classmethod
    def of(cls, known: RequestType) -> Self:
        """Return a type of the catalog as callers see it."""
        return cls(
            name=known.name,
            description=known.description,
            payload_schema=known.payload.model_json_schema(),
            example=dict(known.example),
            approved_means=known.approved_means,
            rejected_means=known.rejected_means,
            package=known.package,
        )


class RefusedTypeView(Answer):
    """One type of request that this service does not take, although it is known."""

    EXAMPLE: ClassVar[JsonObject] = {
        "name": "securities_loan",
        "description": "May this security be lent against this collateral?",
        "package": "acme-requests",
        "why": "the package acme-requests, which brings it, is not installed here",
    }

    name: str = Field(description="The name of the type.")
    description: str = Field(description="What the type is for.")
    package: str | None = Field(
        description="The bank's package that brings the type; null for one of bankagent's own."
    )
    why: str = Field(description="Why requests of the type are answered with 503 here.")

    @classmethod
    def of(cls, refused: RefusedType) -> Self:
        """Return a type that is refused as callers see it."""
        return cls(**asdict(refused))


TYPES = {known.name: RequestTypeView.of(known) for known in catalog.TYPES}


class RequestTypes(Answer):
    """All types of request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_types": [known.model_dump() for known in TYPES.values()],
        "not_taken_here": [],
    }

    request_types: list[RequestTypeView] = Field(description="The types that this service takes.")
    not_taken_here: list[RefusedTypeView] = Field(
        description="Types of which this service or its database lacks a part: none as a rule."
    )
