"""`bankagent approval …`: approvals that wait, over HTTP with the reviewer's key."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from bankagent.cli.approval_text import approval_text, comment_line, list_table
from bankagent.cli.http_client import Service, parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.tables import console
from bankagent.cli.votes import RequestId, add_votes
from bankagent.cli.worklist import add_moves


class Showing(StrEnum):
    """The approvals to list."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    SECOND = "second"


class Order(StrEnum):
    """The order of a list."""

    ID = "id"
    DUE = "due"


approvals = typer.Typer(
    help="List and show approvals that wait for people, vote, escalate, claim, assign, snooze and "
    "comment.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@approvals.command("list")
def list_open(
    *,
    show: Annotated[
        Showing,
        typer.Option(
            help="mine: you have it; team: you may vote, or it was moved to a team of yours; "
            "unassigned: no reviewer has it; second: it has a vote."
        ),
    ] = Showing.ALL,
    by: Annotated[
        Order, typer.Option(help="By id, or by due time, the next one first.")
    ] = Order.ID,
    snoozed: Annotated[bool, typer.Option("--snoozed", help="Snoozed ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most requests to list.")] = 50,
    after: Annotated[int | None, typer.Option(min=1, help="Only requests with higher ids.")] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the requests that wait for people, the oldest first."""
    query = f"?limit={limit}&show={show}&by={by}" + (f"&after={after}" if after else "")
    query += "&snoozed=true" if snoozed else ""
    text = service_of(url, key).get(f"/approvals{query}")
    if as_json:
        typer.echo(text)
    else:
        _show_list(parsed(text))


@approvals.command()
def show(
    request_id: RequestId, *, url: Url = None, key: Key = None, as_json: AsJson = False
) -> None:
    """Show one request that waits: its payload, why it waits, and the digest to vote with."""
    service = service_of(url, key)
    text = service.get(f"/approvals/{request_id}")
    if as_json:
        typer.echo(text)
        return
    typer.echo(approval_text(parsed(text)))
    for one in parsed(service.get(f"/requests/{request_id}/comments"))["comments"]:
        typer.echo(comment_line(one))


@approvals.command()
def comment(
    request_id: RequestId,
    *,
    text: Annotated[str, typer.Option("--text", help="The text, in up to 4000 characters.")],
    for_caller: Annotated[bool, typer.Option("--for-caller", help="The caller reads it.")] = False,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Comment on a request in any status, for colleagues or for its caller too."""
    body = {"visibility": "caller" if for_caller else "internal", "text": text}
    answer = service_of(url, key).post(f"/requests/{request_id}/comments", body)
    done = f"Comment {parsed(answer)['comment_id']} is on request {request_id}."
    typer.echo(answer if as_json else done)


def _themselves(_: Service, numbers: Sequence[int]) -> Sequence[int]:
    return numbers


add_votes(approvals)
add_moves(approvals, "Request", _themselves)


def _show_list(answer: Mapping[str, Any]) -> None:
    found = answer["approvals"]
    if not found:
        typer.echo("No request waits for people.")
        return
    console().print(list_table(answer))
    if answer["next"] and "after_due" in answer["next"]:
        typer.echo("More wait: a higher --limit shows them.")
    elif answer["next"]:
        typer.echo(f"More wait: --after {found[-1]['request']['id']} shows the next.")
