"""JSON responses whose numbers keep their exact decimal value."""

from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from bankagent.domain import exact_json


class ExactJson(Response):
    """A JSON answer; Decimals leave as exact JSON numbers, never through a float."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes of a model, or of a JSON value."""
        if isinstance(content, BaseModel):
            # Fields that were not set are left out; null is a value.
            content = content.model_dump(exclude_unset=True)
        return exact_json.dumps(content).encode()


class ProblemJson(ExactJson):
    """A JSON answer of the media type for errors (RFC 9457)."""

    media_type = "application/problem+json"
