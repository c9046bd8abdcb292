"""Model whose requests are steps: answered from what is stored, or sent and stored."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from bankagent.agent import messages as as_stored
from bankagent.agent.canonical import canonical
from bankagent.agent.run import Run
from bankagent.domain.agent import Message, ModelCall, Step, digest
from bankagent.domain.exact_json import JsonObject

NAME = "model"
# Of English text; the provider's own count replaces the estimate.
CHARACTERS_OF_A_TOKEN = 4


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
            tokens = sum(len(text) for _, text in prompt) // CHARACTERS_OF_A_TOKEN
            await self._run.before_model_call(sent, parameters, tokens)
            started, clock = datetime.now(UTC), time.monotonic()
            answer = as_stored.exact(
                await self.wrapped.request(messages, model_settings, model_request_parameters)
            )
            latency_ms = int((time.monotonic() - clock) * 1000)
            ((last, text),) = as_stored.texts([answer])
            called = (*(one for one, _ in prompt), last)
            call = _call(self.wrapped, answer, parameters, latency_ms, sent, called)
            stored = await self._run.journal.record(
                Step(
                    "model",
                    NAME,
                    occurrence,
                    sent,
                    started,
                    datetime.now(UTC),
                    text,
                    texts=tuple(one for _, one in prompt),
                    model_call=call,
                )
            )
        return as_stored.response(stored)


def _call(
    model: Model,
    answer: ModelResponse,
    parameters: JsonObject,
    latency_ms: int,
    sent: str,
    messages: tuple[Message, ...],
) -> ModelCall:
    usage = answer.usage
    counted = bool(usage.input_tokens or usage.output_tokens)
    return ModelCall(
        provider=as_stored.plain(answer.provider_name or model.system) or "unknown",
        model=model.model_name,
        version=as_stored.plain(answer.model_name),
        parameters=parameters,
        response_id=as_stored.plain(answer.provider_response_id),
        input_tokens=usage.input_tokens if counted else None,
        output_tokens=usage.output_tokens if counted else None,
        cached_tokens=usage.cache_read_tokens if counted else None,
        cost=_cost(answer),
        latency_ms=latency_ms,
        sent_sha256=sent,
        messages=messages,
    )


def _cost(answer: ModelResponse) -> Decimal | None:
    # Unknown models and answers without usage have no price, and no price is not 0.
    with suppress(Exception):
        return round(Decimal(answer.cost().total_price), 12)
    return None
