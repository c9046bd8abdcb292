"""Errors, as callers see them (RFC 9457)."""

from typing import ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject


class FindingView(Answer):
    """One finding: a field of the input and what is expected there."""

    EXAMPLE: ClassVar[JsonObject] = {
        "field": "payload.side",
        "expected": "must be buy, sell or sell_short",
    }

    field: str = Field(description="The field's path, as in payload.parties[0].name.")
    expected: str


class Problem(Answer):
    """An error, as RFC 9457 says. What the caller sent is never repeated."""

    EXAMPLE: ClassVar[JsonObject] = {
        "type": "urn:bankagent:problem:invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": "The payload is not a valid trade_review.",
        "errors": [FindingView.EXAMPLE],
    }

    type: str
    title: str
    status: int
    detail: str = Field(description="One sentence on what to do next.")
    errors: list[FindingView] = Field(description="The fields, and what is expected in each.")
