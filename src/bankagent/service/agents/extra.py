"""Modules that need an extra of bankagent, loaded by name in this one place.

A bank that only wants policy and people installs none of these packages.
"""

from functools import cache
from importlib import import_module
from typing import Any

from bankagent.errors import CannotRun

EXTRAS = {"bankagent.agent.loop": "agent", "bankagent.llm.providers": "openai,anthropic"}


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
    """Return the module bankagent.agent.loop."""
    return load("bankagent.agent.loop")
