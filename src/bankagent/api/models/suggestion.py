"""Suggestion of an agent to the people who decide on a request."""

from typing import ClassVar, Literal

from pydantic import Field

from bankagent.api.models.agent_call import AT, SHA256, Part, Sha256
from bankagent.api.models.common import JsonObject, Time


class PlaybookView(Part):
    """The playbook of a cause."""

    EXAMPLE: ClassVar[JsonObject] = {
        "cause": "DQUA",
        "version": 1,
        "means": "the quantities differ",
        "team": "trade support",
        "checks": ["Compare both records with the order and its execution."],
        "actions": ["propose a repair", "contact the counterparty"],
    }

    cause: str
    version: int
    means: str
    team: str
    checks: list[str]
    actions: list[str] = Field(description="What people may do; nothing of it is done here.")


class WrittenByView(Part):
    """The model that wrote."""

    EXAMPLE: ClassVar[JsonObject] = {"model": "embedded", "definition_sha256": SHA256}

    model: str = Field(description="embedded, or provider and name, such as openai:gpt-5-mini.")
    definition_sha256: Sha256


class SuggestionView(Part):
    """The newest suggestion on a request: advice, by which nothing is decided."""

    EXAMPLE: ClassVar[JsonObject] = {
        "label": "suggestion",
        "request_id": 1,
        "left_out": None,
        "summary": [
            "Records of a trade: ours OMS 4711, theirs BROKER-A 9-17.",
            "A reviewer decides: the sides differ by more than the tolerances.",
        ],
        "concerns": ["the sides differ by more than the tolerances"],
        "message": "Dear colleagues,\nour records of this trade differ:\n"
        "- quantity: we have 1000, you have 900 (DQUA)",
        "cause": "DQUA",
        "playbook": PlaybookView.EXAMPLE,
        "written_by": WrittenByView.EXAMPLE,
        "made_at": AT,
        "run": 1,
        "step": 2,
        "is_current": True,
    }

    label: Literal["suggestion"] = Field(
        description="What all of this is: no decision, and no fact."
    )
    request_id: int
    left_out: str | None = Field(
        description="Why nothing is shown: none (there is no suggestion), redacted, withheld "
        "(above your clearance), long or unreadable; null where it is shown."
    )
    summary: list[str] = Field(description="Two lines: the request, and why it waits.")
    concerns: list[str]
    message: str | None = Field(
        description="The draft of a message to the counterparty of a trade exception, or to the "
        "client of a case; it is never sent by this service."
    )
    cause: str | None = Field(
        description="Of a trade exception, the reason code of its likely cause, or unknown."
    )
    playbook: PlaybookView | None
    written_by: WrittenByView | None
    made_at: Time | None
    run: int | None = Field(description="The run in the trace that made it.")
    step: int | None = Field(description="The step of that run.")
    is_current: bool | None = Field(
        description="Whether it is of the payload and of the recommendation as they are now."
    )
