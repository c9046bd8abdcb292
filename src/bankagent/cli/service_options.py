"""Options of the commands that call the service: its URL, and the user's key."""

from typing import Annotated

import typer

from bankagent import settings
from bankagent.cli.http_client import NO_KEY, Service
from bankagent.errors import BadSettings

Url = Annotated[
    str | None,
    typer.Option(
        "--url", help="The URL of the service; else BANKAGENT_URL, else PORT on this machine."
    ),
]
Key = Annotated[
    str | None,
    typer.Option("--key", help="Your key. Others can read arguments: BANKAGENT_KEY is safer."),
]


def service_of(url: str | None, key: str | None) -> Service:
    """Return the service that the options, or else the settings, name.

    Raises:
        BadSettings: there is no key.
    """
    found = settings.load()
    if key is None:
        if found.key is None:
            raise BadSettings(NO_KEY)
        key = found.key.get_secret_value()
    return Service(url or found.url or f"http://127.0.0.1:{found.port}", key)
