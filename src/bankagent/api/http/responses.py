"""Answers whose numbers keep their exact decimal value."""

from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from bankagent.domain import exact_json


class ExactJson(Response):
    """A JSON answer; Decimals leave as exact JSON numbers, never through a float."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes of a model of ours, or of a JSON value."""
        if isinstance(content, BaseModel):
            # Fields that an answer does not have are left out; null is an answer.
            content = content.model_dump(exclude_unset=True)
        return exact_json.dumps(content).encode()


class ProblemJson(ExactJson):
    """An error as RFC 9457 wants it."""

    media_type = "application/problem+json"
