"""Embedded model: a plan of ours in the place of a provider's model, offline and without a key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject

PROVIDER = NAME = "embedded"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that a plan wants: a tool's name and its arguments."""

    tool: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class Planned:
    """The answer of a plan."""

    value: JsonObject


# Of the prompt and the results of tools so far, by name: what comes next.
Plan: TypeAlias = Callable[[str, Sequence[tuple[str, str]]], Asked | Planned]


class EmbeddedModel(Model):
    """Asks for tools and answers as its plan says; the same messages have the same answer."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    @property
    def model_name(self) -> str:
        """The name of the model, as it is listed."""
        return NAME

    @property
    def system(self) -> str:
        """The name of the provider, as it is listed."""
        return PROVIDER

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,  # noqa: ARG002
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Return the next call, or the answer."""
        prompt, results = _read(messages)
        planned = self._plan(prompt, results)
        if isinstance(planned, Asked):
            name, value = planned.tool, planned.arguments
        else:
            name, value = model_request_parameters.output_tools[0].name, planned.value
        call = ToolCallPart(name, exact_json.dumps(value), tool_call_id=f"call-{len(results) + 1}")
        return ModelResponse(parts=[call], model_name=NAME, provider_name=PROVIDER)


def _read(messages: list[ModelMessage]) -> tuple[str, list[tuple[str, str]]]:
    """Return the prompt, and the result of each tool call so far."""
    parts = [part for one in messages if isinstance(one, ModelRequest) for part in one.parts]
    prompts = [str(part.content) for part in parts if isinstance(part, UserPromptPart)]
    results = [(p.tool_name, str(p.content)) for p in parts if isinstance(p, ToolReturnPart)]
    return "\n".join(prompts), results
