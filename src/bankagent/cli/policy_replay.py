"""`bankagent policy replay`: past requests again, by the versions that decided them or a draft."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bankagent import catalog
from bankagent.cli.policy_replay_text import print_replay
from bankagent.cli.shared import AsJson, ask
from bankagent.domain import exact_json
from bankagent.domain.replay import Replay, Window
from bankagent.service.policies.replay.replay import replay as replay_window

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"]
Since = Annotated[
    datetime,
    typer.Option(
        formats=FORMATS,
        help="The first day (in UTC) on which requests came in, or a time: 2026-11-01T09:00+01:00.",
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=FORMATS, help="The last day, or a time before which they came in."),
]
Type = Annotated[str | None, typer.Option("--type", help="The request type; all without it.")]
Draft = Annotated[
    int | None,
    typer.Option(min=1, help="A version of the policy, stored but perhaps never in force."),
]


def replay(
    *,
    since: Since,
    until: Until = None,
    request_type: Type = None,
    draft: Draft = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate past requests again; exit code 1 where one comes out in another way.

    Facts are found in the inputs that each evaluation recorded, and its own version of the policy
    is applied. With --draft that version is applied, and the outcomes that it would change are
    listed by rule. It works as the database role bankagent_shadow, which can write nothing.
    """
    types = None if request_type is None else (catalog.request_type(request_type).name,)
    window = Window(_instant(since), _until(until), types)
    done = _replayed(window, draft, quiet=as_json)
    if as_json:
        typer.echo(exact_json.dumps(_as_json(window, done)))
    else:
        print_replay(done)
    raise typer.Exit(1 if done.differ else 0)


def _replayed(window: Window, draft: int | None, *, quiet: bool) -> Replay:
    columns = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = Console(stderr=True)
    shown = terminal.is_terminal and not quiet
    with Progress(*columns, console=terminal, transient=True, disable=not shown) as progress:
        bar = progress.add_task("requests", total=None)
        return ask(
            lambda conn: replay_window(
                conn,
                window,
                draft=draft,
                progressed=lambda done, of: progress.update(bar, completed=done, total=of),
            )
        )


def _instant(given: datetime) -> datetime:
    """Return a time as it was given, and of a day its beginning in UTC."""
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _until(given: datetime | None) -> datetime | None:
    """Return a time as it was given, and of a day its end in UTC."""
    if given is None or given.tzinfo:
        return given
    return _instant(given) + timedelta(days=1)


def _as_json(window: Window, done: Replay) -> dict[str, Any]:
    changes = [
        {"rule": rule_id, "before": str(before), "after": str(after), **asdict(change)}
        for (rule_id, before, after), change in done.changes.items()
    ]
    told = asdict(window) | asdict(done)
    return told | {"not_replayable": dict(done.not_replayable), "changes": changes}
