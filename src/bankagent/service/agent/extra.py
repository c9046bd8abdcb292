"""Modules that need an extra of bankagent, loaded by name in this one place.

A bank that only wants policy and people installs none of these packages.
"""

from importlib import import_module
from types import ModuleType

from bankagent.errors import BadSettings

EXTRAS = {"bankagent.llm.providers": "openai"}


def load(module: str, extra: str | None = None) -> ModuleType:
    """Return a module that needs an extra.

    Raises:
        BadSettings: its packages are not installed; the text has the command.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("bankagent"):
            raise
        wanted = extra or EXTRAS.get(module, "agent")
        raise BadSettings(
            f"The agent needs more packages: pip install 'bankagent[{wanted}]'."
        ) from None
