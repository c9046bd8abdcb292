"""`bankagent approval claim …` and `bankagent exception claim …`: the moves of the work list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from bankagent.cli.http_client import Service, parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import AsJson
from bankagent.domain.plain_text import plain

Numbers = Annotated[list[int], typer.Argument(metavar="ID…", min=1, help="The ids, one or more.")]
Reason = Annotated[str | None, typer.Option(help="The reason, in up to 2000 characters.")]
Receiver = Annotated[str, typer.Option("--to", help="The reviewer, or the role of the team.")]
Until = Annotated[
    str | None,
    typer.Option(help="The time, as 2026-12-01T08:00:00Z; without it the snooze ends."),
]
# Returns the requests whose items have these ids.
RequestsOf = Callable[[Service, Sequence[int]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Items:
    """Items of work of one type: what they are called, and how their requests are found."""

    noun: str
    requests_of: RequestsOf

    def move(
        self, numbers: Sequence[int], service: Service, as_json: AsJson, **given: str | None
    ) -> None:
        """Make the same move of each, print what became of it, and exit with 1 where one failed."""
        asked = {name: value for name, value in given.items() if value is not None}
        items = [{"request_id": one} | asked for one in self.requests_of(service, numbers)]
        answer = service.post("/work:batch", {"items": items})
        done = parsed(answer)["items"]
        if as_json:
            typer.echo(answer)
        else:
            for number, one in zip(numbers, done, strict=True):
                typer.echo(plain(f"{self.noun} {number}: {_said(one)}"))
        if any(one["disposition"] != "done" for one in done):
            raise typer.Exit(1)


def add_moves(app: typer.Typer, noun: str, requests_of: RequestsOf) -> None:
    """Add the commands of the work list to those of approvals or of exceptions."""
    items = Items(noun, requests_of)
    _add(app, items, "claim", "Claim for 30 minutes, and again to go on; it bars no vote.")
    _add(app, items, "release", "Give what you have in hand back to the team.")
    _add(app, items, "hand-back", "Hand back to the owner before, or to the team without one.")
    _add_to(app, items, "assign", "assign", "Assign to a reviewer, or to yourself, without an end.")
    _add_to(app, items, "team", "move", "Move to the team of a role that a reviewer has.")
    _add_snooze(app, items)


def _add(app: typer.Typer, items: Items, name: str, help_: str) -> None:
    @app.command(name, help=help_)
    def command(
        numbers: Numbers,
        *,
        reason: Reason = None,
        url: Url = None,
        key: Key = None,
        as_json: AsJson = False,
    ) -> None:
        action = name.replace("-", "_")
        items.move(numbers, service_of(url, key), as_json, action=action, reason=reason)


def _add_to(app: typer.Typer, items: Items, name: str, action: str, help_: str) -> None:
    @app.command(name, help=help_)
    def command(
        numbers: Numbers,
        *,
        to: Receiver,
        reason: Reason = None,
        url: Url = None,
        key: Key = None,
        as_json: AsJson = False,
    ) -> None:
        items.move(numbers, service_of(url, key), as_json, action=action, to=to, reason=reason)


def _add_snooze(app: typer.Typer, items: Items) -> None:
    @app.command()
    def snooze(
        numbers: Numbers,
        *,
        until: Until = None,
        reason: Reason = None,
        url: Url = None,
        key: Key = None,
        as_json: AsJson = False,
    ) -> None:
        """Leave out of the lists until a time, 30 days at most and never past the due time."""
        given = {"action": "snooze", "until": until, "reason": reason}
        items.move(numbers, service_of(url, key), as_json, **given)


def _said(one: Mapping[str, Any]) -> str:
    item = one["item"]
    if item is None:
        return f"not done: {one['why']}"
    owner = item["owner"] or f"the team{' ' + item['team'] if item['team'] else ''}"
    until = f" until {_time(item['owned_until'])}" if item["owned_until"] else ""
    snoozed = f", snoozed until {_time(item['snoozed_until'])}" if item["snoozed_until"] else ""
    return f"{owner} has it{until}{snoozed}."


def _time(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M} UTC"
