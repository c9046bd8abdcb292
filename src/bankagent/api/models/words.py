"""Words of reviewers to callers: the reason of a rejection, and a question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject, Time


class QuestionView(Answer):
    """A question of a reviewer to the caller."""

    EXAMPLE: ClassVar[JsonObject] = {
        "text": "Which desk confirmed the rate?",
        "role": "compliance",
        "at": "2026-11-24T10:00:00.000000Z",
    }

    text: str
    role: str | None = Field(
        description="The role in which the reviewer asks; null for a vote from before authorities."
    )
    at: Time


Reason = Annotated[
    str | None,
    Field(
        description="The reason of a rejection by people, in the reviewer's words, for the bank "
        "alone; else null."
    ),
]
ClientReason = Annotated[
    str | None,
    Field(
        description="The words of that reason that may reach the client; null where none may: tell "
        "the client no reason then."
    ),
]
Question = Annotated[
    QuestionView | None,
    Field(
        description="The question of a reviewer to you: POST /requests/{request_id}/answers "
        "answers it. null where none was asked."
    ),
]


def said(words: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields reason, client_reason and question of the database's words."""
    found = words or {}
    return {
        "reason": found.get("reason"),
        "client_reason": found.get("client_reason"),
        "question": question(words),
    }


def question(words: Mapping[str, Any] | None) -> QuestionView | None:
    """Return the question in the database's words as its caller sees it; None without one."""
    asked = (words or {}).get("question")
    if not asked:
        return None
    at = datetime.fromisoformat(str(asked["at"]))
    return QuestionView(text=asked["text"], role=asked["role"], at=at)
