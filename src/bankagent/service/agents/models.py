"""Model that the settings name, for all attempts of a worker: opened once, asked in its budget."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from bankagent import settings
from bankagent.agent.run import AroundModelCall
from bankagent.db.pool import Pool
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.job import Fence
from bankagent.domain.model_call import EMBEDDED, BegunCall
from bankagent.errors import BadSettings
from bankagent.service.agents import extra
from bankagent.service.agents.budget import budgeted
from bankagent.service.agents.embedded import Plan, embedded
from bankagent.service.agents.redaction import Redaction
from bankagent.settings.models import ModelChoice

# Most tokens of one answer, the thoughts of a model included; a call reserves them.
MOST_ANSWERED = 8192


class Models:
    """The model of a worker.

    A provider's client opens with the first question, on the event loop of the worker, and closes
    with `close`.
    """

    def __init__(self, load: Callable[[], settings.Settings] = settings.load) -> None:
        self._load = load
        self._opening = asyncio.Lock()
        self._closing = AsyncExitStack()
        self._opened: Any = None

    @cached_property
    def choice(self) -> ModelChoice:
        """The model that the settings name.

        Raises:
            BadSettings: its key, its address or its extra is missing.
        """
        found = self._load().model_choice()
        wanted = "anthropic" if found.provider == "anthropic" else "openai"
        parts = () if found.provider == EMBEDDED else (extra.LOOPS_PACKAGE, wanted)
        if any(find_spec(one) is None for one in parts):
            raise BadSettings(
                f"BANKAGENT_MODEL={found.provider}:{found.name} needs more packages: "
                f"pip install 'bankagent[{wanted}]'."
            )
        return found

    @cached_property
    def redaction(self) -> Redaction:
        """What a provider sees in the place of values.

        Raises:
            BadSettings: the dictionary of names cannot be read.
        """
        return Redaction.of(self._load())

    def check(self) -> None:
        """Refuse settings that no question could be answered with.

        Raises:
            BadSettings: one is missing or wrong.
        """
        _ = self.choice, self.redaction

    @property
    def name(self) -> str:
        """The name of the model, as the definition of an agent has it."""
        own = self.choice
        return EMBEDDED if own.provider == EMBEDDED else f"{own.provider}:{own.name}"

    @property
    def request_settings(self) -> JsonObject:
        """The settings of each call."""
        return {} if self.choice.provider == EMBEDDED else {"max_tokens": MOST_ANSWERED}

    async def model(self, plan: Plan) -> Any:
        """Return the model of the loop; the embedded one follows the plan.

        Raises:
            CannotRun: the extra of the loop is not installed.
        """
        if self.choice.provider == EMBEDDED:
            return await embedded(plan)
        async with self._opening:
            if self._opened is None:
                providers = await asyncio.to_thread(extra.load, extra.PROVIDERS)
                opening = providers.provider_model(self.choice)
                self._opened = await self._closing.enter_async_context(opening)
        return self._opened

    def around(
        self,
        pool: Callable[[], Pool],
        fence: Fence,
        request_id: int,
        client_id: str,
        names: Sequence[str] = (),
    ) -> AroundModelCall:
        """Return what each call of an attempt is made in: its budget and, outside, redaction.

        `names` are redacted beside the bank's dictionary.
        """
        own = asdict(fence) | {"request_id": request_id}
        provider, name = self.choice.provider, self.choice.name
        if provider == EMBEDDED:
            return lambda *_: budgeted(pool(), own, provider, name, (0, 0))
        exchange = extra.load(extra.WIRE).exchange
        redactor = self.redaction.redactor(request_id, client_id, names)

        @asynccontextmanager
        async def around(_: JsonObject, tokens: int) -> AsyncIterator[BegunCall]:
            async with budgeted(pool(), own, provider, name, (tokens, MOST_ANSWERED)) as begun:
                with exchange(redactor) as one:
                    begun.arguments = one.arguments
                    yield begun

        return around

    async def close(self) -> None:
        """Close the client of the provider."""
        async with self._opening:
            self._opened = None
            await self._closing.aclose()
