"""The embedded model, which answers by a plan of ours: offline, without a key."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.service.agents.extra import load, loop

# What comes next: a tool with its arguments, or None with the answer.
Plan = Callable[[str, Sequence[tuple[str, str]]], tuple[str | None, JsonObject]]


async def embedded(plan: Plan) -> Any:
    """Return the model of the loop that follows a plan.

    Raises:
        CannotRun: the extra is not installed; the text has the command.
    """
    # A thread: the first import of the loop takes most of a second, and heartbeats go on.
    return await asyncio.to_thread(_embedded, plan)


@cache
def _embedded(plan: Plan) -> Any:
    loop()
    module = load("bankagent.agent.loop.embedded")

    def planned(prompt: str, results: Sequence[tuple[str, str]]) -> Any:
        tool, value = plan(prompt, results)
        return module.Planned(value) if tool is None else module.Asked(tool, value)

    return module.EmbeddedModel(planned)
