"""`bankagent pause …` and `bankagent resume …`: stop and resume a queue or a request type."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bankagent.cli.shared import MARKUP, AsJson, ask, for_scripts
from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.durations import formatted
from bankagent.domain.pause import Pause
from bankagent.domain.plain_text import plain
from bankagent.store.operations import pauses as store

Queue = Annotated[str, typer.Argument(metavar="NAME", help="The queue, as `status` shows it.")]
Type = Annotated[str, typer.Argument(metavar="NAME", help="The request type.")]
Reason = Annotated[
    str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"],
        help="When it ends by itself, as 2026-12-01T09:00+01:00; without it, at `resume`.",
    ),
]

pauses = typer.Typer(
    help="Pause a queue or a request type: requests are accepted, and wait.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)
resumes = typer.Typer(
    help="Resume a paused queue or request type.", no_args_is_help=True, rich_markup_mode=MARKUP
)


@pauses.command("queue")
def pause_queue(
    name: Queue, *, reason: Reason, until: Until = None, as_json: AsJson = False
) -> None:
    """Pause a queue: no worker claims its jobs until it is resumed, or until a time.

    Requests are still accepted, and jobs that workers have claimed are finished.
    """
    paused = ask(lambda conn: store.pause(conn, "queue", name, reason, until=until))
    _print_paused(paused, as_json=as_json)


@pauses.command("type")
def pause_type(name: Type, *, reason: Reason, until: Until = None, as_json: AsJson = False) -> None:
    """Pause a request type: no worker claims its jobs until it is resumed, or until a time.

    Requests are still accepted, and jobs that workers have claimed are finished. Jobs of other
    types in the same queue go on; to find them, workers skip the paused jobs.
    """
    paused = ask(lambda conn: store.pause(conn, "request_type", name, reason, until=until))
    _print_paused(paused, as_json=as_json)


@pauses.command("list")
def list_pauses(*, as_json: AsJson = False) -> None:
    """List the pauses in force: since when, by whom and why."""
    found = ask(store.in_force)
    if as_json:
        typer.echo(exact_json.dumps([_for_scripts(pause) for pause in found]))
    else:
        _show(found)


@resumes.command("queue")
def resume_queue(name: Queue, *, as_json: AsJson = False) -> None:
    """Resume a paused queue; its workers are woken at once."""
    _print_resumed(ask(lambda conn: store.resume(conn, "queue", name)), as_json=as_json)


@resumes.command("type")
def resume_type(name: Type, *, as_json: AsJson = False) -> None:
    """Resume a paused request type; its workers are woken at once."""
    _print_resumed(ask(lambda conn: store.resume(conn, "request_type", name)), as_json=as_json)


def _print_paused(pause: Pause, *, as_json: bool) -> None:
    until = f" until {pause.ends_at.astimezone():%Y-%m-%d %H:%M}" if pause.ends_at else ""
    text = f"The {pause.what} is paused{until}; `bankagent resume {pause.what}` resumes it."
    typer.echo(exact_json.dumps(_for_scripts(pause)) if as_json else text)


def _print_resumed(pause: Pause, *, as_json: bool) -> None:
    text = f"The {pause.what} is resumed, after {formatted(pause.lasts)}."
    typer.echo(exact_json.dumps(_for_scripts(pause)) if as_json else text)


def _for_scripts(pause: Pause) -> dict[str, object]:
    return dict(for_scripts(asdict(pause)))


def _show(found: list[Pause]) -> None:
    if not found:
        typer.echo("Nothing is paused.")
        return
    shown = table("paused", "since", "for", "until", "by", "reason")
    for pause in found:
        since = f"{pause.paused_at.astimezone():%Y-%m-%d %H:%M}"
        until = f"{pause.ends_at.astimezone():%Y-%m-%d %H:%M}" if pause.ends_at else "resumed"
        cells = (pause.what, since, formatted(pause.lasts), until, pause.paused_by)
        shown.add_row(*cells, plain(pause.reason))
    console().print(shown)
