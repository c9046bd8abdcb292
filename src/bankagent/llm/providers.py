"""Clients of providers, as models of the agent's loop. Loaded with the extra that they need.

Each goes through the wire: a client of its own would send what is not redacted, and would try
again by itself, past the limits.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any

import httpx2
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider, infer_provider_class

from bankagent.errors import BadSettings
from bankagent.llm.wire import Wire, client
from bankagent.settings.models import ModelChoice

# What a server without keys is sent; without it the client would read the environment.
NO_KEY = "none"
# Where the environment must not lead the clients elsewhere.
URLS = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}


@asynccontextmanager
async def provider_model(choice: ModelChoice) -> AsyncIterator[Model]:
    """Open the model of the loop that asks this provider; ask it inside of llm.wire.exchange.

    Its connections belong to the event loop, and close at the end. It may be shared by attempts.

    Raises:
        BadSettings: the extra of the provider is not installed.
    """
    extra = "anthropic" if choice.provider == "anthropic" else "openai"
    if find_spec(extra) is None:
        raise BadSettings(
            f"BANKAGENT_MODEL={choice.provider}:{choice.name} needs more packages: "
            f"pip install 'bankagent[{extra}]'."
        )
    protocol = "anthropic" if extra == "anthropic" else "openai-chat"
    async with client(Wire(timeout_s=choice.timeout_s)) as http:
        made = _provider(protocol, choice, http)
        yield infer_model(f"{protocol}:{choice.name}", lambda _: made)


def _provider(protocol: str, choice: ModelChoice, http: httpx2.AsyncClient) -> Provider[Any]:
    maker: Any = infer_provider_class(protocol)
    made: Provider[Any] = maker(
        api_key=choice.key.get_secret_value() if choice.key else NO_KEY,
        base_url=choice.base_url or URLS[choice.provider],
        http_client=http,
    )
    made.client.max_retries = 0  # the queue tries again, within the limits
    return made
