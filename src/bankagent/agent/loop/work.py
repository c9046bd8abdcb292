"""Loop of an agent over pydantic-ai: a model asks, tools answer, until an answer or a wait."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_ai import Agent, DeferredToolRequests, ModelRetry, RunContext, StructuredDict
from pydantic_ai.exceptions import UnexpectedModelBehavior, UsageLimitExceeded
from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import UsageLimits

from bankagent.agent import canonical
from bankagent.agent.definition import AgentSpec
from bankagent.agent.loop.stored_model import StoredModel
from bankagent.agent.loop.toolset import RETRIES, Tools
from bankagent.agent.run import Run
from bankagent.domain import exact_json
from bankagent.domain.agent import Answer, End, Unanswered, Waiting, digest
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.model_call import CallRefused

ANSWER = "answer"


async def work(spec: AgentSpec, model: Model, prompt: str, run: Run) -> End:
    """Work on a request until the agent answers, or waits for people.

    The work begins at the run's stored steps, which are replayed without a model or a tool.

    Raises:
        FenceLost, ReplayDiffers, PutOff, or the error of a model or tool: the attempt ends.
    """
    agent = _agent(spec, model, run)
    try:
        ended = await agent.run(prompt, usage_limits=UsageLimits(request_limit=spec.most_requests))
    except CallRefused as refused:
        return await _unanswered(run, str(refused))
    except UsageLimitExceeded:
        return await _unanswered(run, f"The model was asked {spec.most_requests} times.")
    except UnexpectedModelBehavior as error:
        return await _unanswered(run, f"The model made no valid call or answer: {error.message}")
    if isinstance(ended.output, DeferredToolRequests):
        return Waiting(tuple(run.waits_for))
    value = _value(_last_call(ended.all_messages()), spec.answer)
    quoted = spec.citations(value, run.results)
    await run.note("answer", ANSWER, digest(canonical.canonical(value)), value, quoted)
    return Answer(value)


def _agent(spec: AgentSpec, model: Model, run: Run) -> Agent[None, Any]:
    schema: dict[str, Any] = dict(spec.answer.model_json_schema())
    form = StructuredDict(schema, name=ANSWER)
    agent: Agent[None, Any] = Agent(
        StoredModel(model, run),
        output_type=[form, DeferredToolRequests],
        instructions=spec.instructions or None,
        name=spec.name,
        toolsets=[Tools({tool.name: tool for tool in spec.tools}, run)],
        model_settings=_settings(spec.settings),
        retries=RETRIES,
        end_strategy="exhaustive",
    )

    @agent.output_validator
    def exact(ctx: RunContext[None], output: Any) -> Any:
        if not isinstance(output, DeferredToolRequests):
            try:
                _value(_last_call(ctx.messages), spec.answer)
            except canonical.Invalid as wrong:
                raise ModelRetry(f"This is an invalid answer. {wrong}") from None
        return output

    return agent


def _settings(given: Mapping[str, Any]) -> ModelSettings:
    settings: ModelSettings = {**given}  # type: ignore[typeddict-item]
    return settings


def _last_call(messages: list[Any]) -> str:
    """Return the text of the answer as the model sent it: pydantic-ai has made floats of it."""
    calls = [
        part
        for message in messages
        if isinstance(message, ModelResponse)
        for part in message.parts
        if isinstance(part, ToolCallPart) and _is_answer(part.tool_name)
    ]
    return canonical.as_text(calls[-1].args if calls else None)


def _is_answer(name: str) -> bool:
    return name in {ANSWER, "final_result"} or name.startswith("final_result_")


def _value(text: str, form: type[BaseModel]) -> JsonObject:
    _, valid = canonical.parsed(text, form)
    value: Any = exact_json.loads(valid)
    return dict(value)


async def _unanswered(run: Run, reason: str) -> Unanswered:
    await run.note("answer", ANSWER, digest(reason), {"unanswered": reason})
    return Unanswered(reason)
