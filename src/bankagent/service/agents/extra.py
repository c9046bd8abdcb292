"""Extra of the agents' loop, loaded here alone: pydantic-ai may not be installed."""

import importlib
from functools import cache
from typing import Any

from bankagent.errors import CannotRun

MISSING = "The agents' loop is not installed: pip install 'bankagent[agent]'."


@cache
def loop() -> Any:
    """Return the module bankagent.agent.loop.

    Raises:
        CannotRun: pydantic-ai is not installed; the text has the command.
    """
    try:
        return importlib.import_module("bankagent.agent.loop")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pydantic_ai":
            raise
        raise CannotRun(MISSING) from None
