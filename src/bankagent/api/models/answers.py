"""Answers of callers to questions, as they send them and see them stored."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from bankagent.api.models.common import Body, JsonObject, a_payload
from bankagent.api.models.requests import Created
from bankagent.api.models.texts import Text4000, in_words

SAY_SOMETHING = "must have 1 to 4000 characters, or be left out where a payload is given"


class NewAnswer(Body):
    """An answer: words, another payload, or both."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "fields": {
            "summary": "With a corrected payload.",
            "value": {
                "text": "The book was wrong.",
                "payload": {"symbol": "AAPL", "notional": 2500000},
            },
        },
        "words": {
            "summary": "In words: the payload stays.",
            "value": {"text": "Desk 7 confirmed the rate by phone."},
        },
    }

    text: Annotated[Text4000, in_words(SAY_SOMETHING)] | None = Field(
        default=None, description="The answer in words, for the reviewers who vote next."
    )
    payload: JsonObject | None = Field(
        default=None,
        description="All of what the request's type asks for, as in POST /requests, with what was "
        "asked for: fields, or the metadata of a document. Left out, the payload stays.",
        json_schema_extra=a_payload(),
    )

    @model_validator(mode="after")
    def _says_something(self) -> "NewAnswer":
        if self.text is None and self.payload is None:
            raise ValueError("must have a text, a payload, or both")
        return self


class Answered(Created):
    """A request whose question is answered, and its status now."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 1,
        "status": "received",
        "answer_id": 1,
        "payload_version": 1,
    }

    answer_id: int = Field(description="The number of the answer.")
    payload_version: int = Field(description="The number of the payload now, counted from 1.")
