"""Modules that need an extra of bankagent, loaded by name in this one place.

A bank that only wants policy and people installs none of these packages.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bankagent.errors import CannotRun

LOOP, PROVIDERS, WIRE = "bankagent.agent.loop.work", "bankagent.llm.providers", "bankagent.llm.wire"
EXTRAS = {LOOP: "agent", PROVIDERS: "openai,anthropic", WIRE: "openai,anthropic"}
MISSING = "the agent is not installed: its requests wait for a worker that has it"
HELP = "pip install 'bankagent[agent]'."
# What the loop is made of. Found without an import, which takes most of a second.
LOOPS_PACKAGE = "pydantic_ai"


@cache
def load(module: str, extra: str | None = None) -> Any:
    """Return a module that needs an extra.

    Raises:
        CannotRun: its packages are not installed; the text has the command.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("bankagent"):
            raise
        wanted = extra or EXTRAS[module]
        raise CannotRun(
            f"The agent needs more packages: pip install 'bankagent[{wanted}]'."
        ) from None


def loop() -> Any:
    """Return the module bankagent.agent.loop.work."""
    return load(LOOP)


def has_loop() -> bool:
    """Whether the extra of the loop is installed."""
    return find_spec(LOOPS_PACKAGE) is not None
