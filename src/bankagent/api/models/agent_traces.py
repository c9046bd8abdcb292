"""Trace of a request: the agent runs with their steps."""

from typing import ClassVar

from pydantic import Field

from bankagent.api.models.agent_call import AT, SHA256, Part, Sha256, ToolCallView
from bankagent.api.models.agent_trace import StepView
from bankagent.api.models.common import JsonObject, Time


class WorkView(Part):
    """An agent run: the work under one definition and one input."""

    EXAMPLE: ClassVar[JsonObject] = {
        "run": 1,
        "reason": "first",
        "agent": "research_question",
        "definition_sha256": SHA256,
        "input_sha256": SHA256,
        "job_id": 1,
        "attempt": 1,
        "begun_at": AT,
        "steps": [StepView.EXAMPLE],
        "unfinished": [],
    }

    run: int
    reason: str = Field(description="first, definition_changed or input_changed.")
    agent: str
    definition_sha256: Sha256
    input_sha256: Sha256
    job_id: int
    attempt: int
    begun_at: Time
    steps: list[StepView]
    unfinished: list[ToolCallView] = Field(
        description="Calls of tools without a recorded end; one to the outside is in doubt."
    )


class AgentTraceView(Part):
    """The trace of a request; without an agent's work it has no runs."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 1, "runs": [WorkView.EXAMPLE]}

    request_id: int
    runs: list[WorkView]
