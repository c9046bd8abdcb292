"""Corrections of a payload, as callers send them and see them stored."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bankagent import catalog
from bankagent.api.models.common import Body, JsonObject, a_payload
from bankagent.api.models.requests import Created


class NewPayload(Body):
    """The payload that takes the place of the one before."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        known.name: {"summary": known.description, "value": {"payload": dict(known.example)}}
        for known in catalog.TYPES
    }

    payload: JsonObject = Field(
        description="All of what the request's type asks for, as in POST /requests.",
        json_schema_extra=a_payload(),
    )


class Replaced(Created):
    """A request with a new payload, and its status now."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "status": "received", "payload_version": 2}

    payload_version: int = Field(description="The number of this payload, counted from 1.")
