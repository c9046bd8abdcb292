"""Parts that commands share: the option --json, a connection to the database, JSON values."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

import typer

from bankagent import settings
from bankagent.db.operator_login import as_operator
from bankagent.db.pool import Connection
from bankagent.db.server import database
from bankagent.db.url import DatabaseUrl

Answer = TypeVar("Answer")

# Without it help texts would break where their lines end in the source.
MARKUP: Literal["markdown"] = "markdown"
# For commands that pass further arguments to another program.
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def ask(work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    """Return the answer of `work` on an operator's own connection to the database."""

    async def on(url: DatabaseUrl) -> Answer:
        async with as_operator(url) as conn:
            return await work(conn)

    with database(settings.load()) as url:
        return asyncio.run(on(url))


def for_scripts(value: Any) -> Any:
    """Return the value with durations as seconds, for JSON."""
    if isinstance(value, timedelta):
        return round(value.total_seconds(), 3)
    if isinstance(value, dict):
        return {key: for_scripts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [for_scripts(inner) for inner in value]
    return value
