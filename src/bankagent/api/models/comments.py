"""Comments on requests, as reviewers send and read them."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject, Time
from bankagent.api.models.texts import CommentText
from bankagent.domain.worklist import Visibility


class NewRequestComment(Body):
    """A comment on a request."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "internal": {
            "summary": "For colleagues.",
            "value": {"visibility": "internal", "text": "The desk looks for it."},
        }
    }

    visibility: Visibility = Field(
        description="internal: reviewers and auditors alone read it; caller: its caller too."
    )
    text: CommentText


class RequestCommentView(Answer):
    """A comment of a reviewer on a request."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 1,
        "visibility": "internal",
        "text": "The desk looks for it.",
        "author": "anna",
        "written_at": "2026-11-24T10:00:00.000000Z",
    }

    id: int
    visibility: Visibility
    text: str
    author: str
    written_at: Time


class RequestComments(Answer):
    """All comments on a request, the oldest first."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 7, "comments": [RequestCommentView.EXAMPLE]}

    request_id: int
    comments: list[RequestCommentView]


class RequestCommentWritten(Answer):
    """The number of a comment."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 7, "comment_id": 1}

    request_id: int
    comment_id: int
