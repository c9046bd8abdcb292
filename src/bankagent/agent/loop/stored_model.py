"""Model whose requests are steps: answered from what is stored, or sent and stored."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from bankagent.agent.canonical import canonical
from bankagent.agent.loop import messages as as_stored
from bankagent.agent.run import Run
from bankagent.domain.agent import Message, ModelCall, Step, digest
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.model_call import BegunCall

NAME = "model"
# Of English text; the provider's own count replaces the estimate.
CHARACTERS_OF_A_TOKEN = 4
# As the database takes them; what a provider counts beyond is no count.
MOST_TOKENS = 100_000_000


class StoredModel(WrapperModel):
    """Wraps the model of a run."""

    def __init__(self, wrapped: Model, run: Run) -> None:
        super().__init__(wrapped)
        self._run = run

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Return the stored answer to this request, or ask the model and store what it answers."""
        prompt = as_stored.texts(messages)
        parameters: JsonObject = dict(model_settings or {})  # type: ignore[arg-type]
        sent = digest(canonical([self._run.definition.sha256, parameters, [t for _, t in prompt]]))
        occurrence = self._run.number("model", NAME)
        stored = self._run.replayed("model", NAME, occurrence, sent)
        if stored is None:
            ask = partial(self.wrapped.request, messages, model_settings, model_request_parameters)
            step = await self._asked(ask, prompt, parameters, sent, occurrence)
            stored = await self._run.journal.record(step)
        return as_stored.response(stored)

    async def _asked(
        self,
        ask: Callable[[], Awaitable[ModelResponse]],
        prompt: Sequence[tuple[Message, str]],
        parameters: JsonObject,
        sent: str,
        occurrence: int,
    ) -> Step:
        """Ask the model, within what `around_model_call` allows; return the step to be stored."""
        tokens = sum(len(text) for _, text in prompt) // CHARACTERS_OF_A_TOKEN
        async with self._run.around_model_call(parameters, tokens) as begun:
            started, clock = datetime.now(UTC), time.monotonic()
            answer = as_stored.exact(await ask(), begun.arguments)
            latency_ms = int((time.monotonic() - clock) * 1000)
            begun.tokens = _counted(answer)
        ((last, text),) = as_stored.texts([answer])
        messages = (*(one for one, _ in prompt), last)
        return Step(
            "model",
            NAME,
            occurrence,
            sent,
            started,
            datetime.now(UTC),
            text,
            texts=tuple(one for _, one in prompt),
            model_call=_call(self.wrapped, answer, begun, parameters, latency_ms, sent, messages),
        )


def _call(
    model: Model,
    answer: ModelResponse,
    begun: BegunCall,
    parameters: JsonObject,
    latency_ms: int,
    sent: str,
    messages: tuple[Message, ...],
) -> ModelCall:
    sent_tokens, answered, cached = begun.tokens or (None, None, None)
    return ModelCall(
        provider=begun.provider or as_stored.plain(model.system) or "unknown",
        model=model.model_name,
        version=as_stored.plain(answer.model_name),
        parameters=parameters,
        response_id=as_stored.plain(answer.provider_response_id),
        input_tokens=sent_tokens,
        output_tokens=answered,
        cached_tokens=cached,
        # A call that a budget counts costs what is listed; without a listed price it has no cost.
        cost=_cost(answer) if begun.call_id is None else begun.cost,
        latency_ms=latency_ms,
        sent_sha256=sent,
        messages=messages,
        call_id=begun.call_id,
    )


def _counted(answer: ModelResponse) -> tuple[int, int, int] | None:
    """Return the tokens sent, answered and cached; None where the provider tells none, or wrong."""
    usage = answer.usage
    found = (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens)
    are_usable = all(0 <= one <= MOST_TOKENS for one in found) and found[2] <= found[0]
    return found if any(found) and are_usable else None


def _cost(answer: ModelResponse) -> Decimal | None:
    # Unknown models and answers without usage have no price, and no price is not 0.
    with suppress(Exception):
        return round(Decimal(answer.cost().total_price), 12)
    return None
