"""Parts that commands share: the option --json, a connection to the database, JSON values."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

import typer
from typer.core import TyperGroup

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


class ShortFor(TyperGroup):
    """Group whose first word may be an argument of its command `first`: `trace 7`."""

    first = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command before an argument or an option that is not the group's own."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [self.first, *args]
        return super().parse_args(ctx, args)


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
