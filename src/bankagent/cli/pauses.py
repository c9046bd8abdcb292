"""`bankagent pause …` and `bankagent resume …`: hold a queue or a request type; let it go on."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bankagent.cli.shared import MARKUP, AsJson, ask, for_scripts
from bankagent.cli.terminal import plain
from bankagent.domain import exact_json
from bankagent.domain.durations import said
from bankagent.domain.pause import Pause
from bankagent.store.operations import pauses as store

Queue = Annotated[str, typer.Argument(metavar="NAME", help="The queue, as `status` shows it.")]
Type = Annotated[str, typer.Argument(metavar="NAME", help="The request type.")]
Reason = Annotated[
    str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
]

pauses = typer.Typer(
    help="Hold a queue or a request type: requests are accepted, and wait.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)
resumes = typer.Typer(
    help="Let a paused queue or request type go on.", no_args_is_help=True, rich_markup_mode=MARKUP
)


@pauses.command("queue")
def pause_queue(name: Queue, *, reason: Reason, as_json: AsJson = False) -> None:
    """Pause a queue: no worker takes its jobs until it is resumed.

    Requests are still accepted, and what workers have in hand is finished.
    """
    _print_paused(ask(lambda conn: store.pause(conn, "queue", name, reason)), as_json=as_json)


@pauses.command("type")
def pause_type(name: Type, *, reason: Reason, as_json: AsJson = False) -> None:
    """Pause a request type: no worker takes its jobs until it is resumed.

    Requests are still accepted, and what workers have in hand is finished. Other types of its
    queue go on; to find their jobs workers step over those that are paused.
    """
    paused = ask(lambda conn: store.pause(conn, "request_type", name, reason))
    _print_paused(paused, as_json=as_json)


@pauses.command("list")
def list_pauses(*, as_json: AsJson = False) -> None:
    """List what is paused now, since when, by whom and why."""
    found = ask(store.in_force)
    if as_json:
        typer.echo(exact_json.dumps([_plain(pause) for pause in found]))
    else:
        _show(found)


@resumes.command("queue")
def resume_queue(name: Queue, *, as_json: AsJson = False) -> None:
    """Let a paused queue go on; its workers are woken at once."""
    _print_resumed(ask(lambda conn: store.resume(conn, "queue", name)), as_json=as_json)


@resumes.command("type")
def resume_type(name: Type, *, as_json: AsJson = False) -> None:
    """Let a paused request type go on; its workers are woken at once."""
    _print_resumed(ask(lambda conn: store.resume(conn, "request_type", name)), as_json=as_json)


def _print_paused(pause: Pause, *, as_json: bool) -> None:
    words = f"The {pause.what} is paused; `bankagent resume {pause.what}` lets it go on."
    typer.echo(exact_json.dumps(_plain(pause)) if as_json else words)


def _print_resumed(pause: Pause, *, as_json: bool) -> None:
    words = f"The {pause.what} goes on, after {said(pause.lasts)}."
    typer.echo(exact_json.dumps(_plain(pause)) if as_json else words)


def _plain(pause: Pause) -> dict[str, object]:
    return dict(for_scripts(asdict(pause)))


def _show(found: list[Pause]) -> None:
    out = Console(highlight=False)
    if not found:
        out.print("Nothing is paused.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("paused", "since", "for", "by", "reason"):
        table.add_column(column)
    for pause in found:
        since = f"{pause.paused_at.astimezone():%Y-%m-%d %H:%M}"
        reason = Text(plain(pause.reason))
        table.add_row(pause.what, since, said(pause.lasts), pause.paused_by, reason)
    out.print(table)
