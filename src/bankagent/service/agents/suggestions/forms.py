"""Forms of suggestions: what a model may write, in bounded and printable texts."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bankagent.domain.plain_text import plain
from bankagent.facts.breaks.playbooks import PLAYBOOKS

LONGEST_LINE, LONGEST_CONCERN, LONGEST_MESSAGE = 200, 300, 2000
LINES, MOST_CONCERNS = 2, 5


def _printable(text: str) -> str:
    if not text.strip():
        raise ValueError("must have words")
    if any(line != plain(line) for line in text.split("\n")):
        raise ValueError("must be printable")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return text


OneLine = Annotated[str, AfterValidator(_one_line), AfterValidator(_printable)]
Line = Annotated[OneLine, Field(min_length=1, max_length=LONGEST_LINE)]
Concern = Annotated[OneLine, Field(min_length=1, max_length=LONGEST_CONCERN)]
Message = Annotated[
    str, Field(min_length=1, max_length=LONGEST_MESSAGE), AfterValidator(_printable)
]
Cause = Annotated[str, Field(pattern=f"^({'|'.join(PLAYBOOKS)})$")]


class ReviewSuggestion(BaseModel):
    """A suggestion on a trade: two lines on it, and what a reviewer may worry about."""

    model_config = ConfigDict(extra="forbid")

    summary: list[Line] = Field(min_length=LINES, max_length=LINES)
    concerns: list[Concern] = Field(default_factory=list, max_length=MOST_CONCERNS)


class OnboardingSuggestion(ReviewSuggestion):
    """A suggestion on a case, with the draft of a message to the client."""

    message: Message | None = Field(
        default=None, description="a draft to the client; null where nothing is to be asked"
    )


class ExceptionSuggestion(ReviewSuggestion):
    """A suggestion on a trade exception: a message to the counterparty, and the likely cause."""

    message: Message | None = Field(
        default=None, description="a draft to the counterparty; null where nothing is to be asked"
    )
    cause: Cause = Field(description="the reason code of the likely cause, or unknown")


FORMS: Mapping[str, type[ReviewSuggestion]] = {
    "trade_review": ReviewSuggestion,
    "trade_exception": ExceptionSuggestion,
    "client_onboarding": OnboardingSuggestion,
}
