"""Clients of providers, as models of the agent's loop. Loaded with the extra that they need.

Each goes through the wire: a client of its own would send what is not redacted, and would try
again by itself, past the limits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, infer_model
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.providers import Provider, infer_provider_class
from pydantic_ai.settings import ModelSettings

from bankagent.domain.model_fault import ModelFault
from bankagent.llm.wire import Wire, client
from bankagent.settings.models import ModelChoice

# What a server without keys is sent; without it the client would read the environment.
NO_KEY = "none"
# Where the environment must not lead the clients elsewhere.
URLS = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}


# What a client raises that cannot read an answer; the wire has let it through.
UNREADABLE = (UnexpectedModelBehavior, ValueError, TypeError, AttributeError, LookupError)


class ReadableModel(WrapperModel):
    """The model of a provider; an answer that its client cannot read is the provider's fault."""

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Return the answer.

        Raises:
            ModelFault: it cannot be read.
        """
        try:
            return await super().request(messages, model_settings, model_request_parameters)
        except UNREADABLE:
            # Without its cause, which may repeat the answer.
            raise ModelFault("broken", detail="the answer is not of the protocol") from None


@asynccontextmanager
async def provider_model(choice: ModelChoice) -> AsyncIterator[Model]:
    """Open the model of the loop that asks this provider; ask it inside of llm.wire.exchange.

    Its connections belong to the event loop, and close at the end. It may be shared by attempts.
    """
    async with client(Wire(timeout_s=choice.timeout_s)) as http:
        # A thread: the first import of a provider's client takes a second, and heartbeats go on.
        yield await asyncio.to_thread(_model, choice, http)


def _model(choice: ModelChoice, http: httpx2.AsyncClient) -> Model:
    protocol = "anthropic" if choice.provider == "anthropic" else "openai-chat"
    made = _provider(protocol, choice, http)
    return ReadableModel(infer_model(f"{protocol}:{choice.name}", lambda _: made))


def _provider(protocol: str, choice: ModelChoice, http: httpx2.AsyncClient) -> Provider[Any]:
    maker: Any = infer_provider_class(protocol)
    made: Provider[Any] = maker(
        api_key=choice.key.get_secret_value() if choice.key else NO_KEY,
        base_url=choice.base_url or URLS[choice.provider],
        http_client=http,
    )
    made.client.max_retries = 0  # the queue tries again, within the limits
    return made
