"""`bankagent exception …`: trade exceptions, over HTTP with the reviewer's key."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

import typer

from bankagent.cli import proposals
from bankagent.cli.exception_text import counts_text, exception_text, list_table
from bankagent.cli.http_client import Service, parsed
from bankagent.cli.proposals import ExceptionId
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.tables import console
from bankagent.cli.worklist import add_moves
from bankagent.domain.plain_text import plain


class Showing(StrEnum):
    """The exceptions of the work list."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"


exceptions = typer.Typer(
    help="List and show trade exceptions, move, comment and label them.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@exceptions.command("list")
def list_some(
    *,
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Only this reviewer's.")] = None,
    code: Annotated[str | None, typer.Option(help="Only those of this reason code.")] = None,
    label: Annotated[str | None, typer.Option(help="Only those with this label.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most to list.")] = 50,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List trade exceptions, the newest first, and how many are in each state."""
    asked = {"state": state, "assignee": assignee, "code": code, "label": label, "limit": limit}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    text = service_of(url, key).get(f"/exceptions?{query}")
    if as_json:
        typer.echo(text)
        return
    answer = parsed(text)
    if answer["exceptions"]:
        console().print(list_table(answer))
    typer.echo(counts_text(answer))


@exceptions.command()
def work(
    *,
    show: Annotated[
        Showing,
        typer.Option(
            help="mine: you have it; team: it was moved to a team of yours; unassigned: no "
            "reviewer has it."
        ),
    ] = Showing.MINE,
    snoozed: Annotated[bool, typer.Option("--snoozed", help="Snoozed ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most to list.")] = 50,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the exceptions that you have in hand, those of your team, or those of no reviewer."""
    query = f"show={show}&limit={limit}" + ("&snoozed=true" if snoozed else "")
    text = service_of(url, key).get(f"/exceptions?{query}")
    if as_json:
        typer.echo(text)
    elif found := parsed(text)["exceptions"]:
        console().print(list_table({"exceptions": found}))
    else:
        typer.echo("No exception is listed there.")


@exceptions.command()
def show(
    exception_id: ExceptionId, *, url: Url = None, key: Key = None, as_json: AsJson = False
) -> None:
    """Show an exception: its breaks, moves, comments and proposals."""
    text = service_of(url, key).get(f"/exceptions/{exception_id}")
    typer.echo(text if as_json else exception_text(parsed(text)))


@exceptions.command()
def move(
    exception_id: ExceptionId,
    *,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="assigned, investigating, counterparty_contacted, open, rematched or "
            "trade_cancelled; the last two close it.",
        ),
    ],
    reason: Annotated[
        str | None, typer.Option(help="The reason, in up to 2000 characters.")
    ] = None,
    assignee: Annotated[str | None, typer.Option(help="The reviewer, with assigned.")] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Move an exception to a state; closing it needs a reason and decides its request."""
    given = {"to_state": to, "reason": reason, "assignee": assignee}
    body = {name: value for name, value in given.items() if value is not None}
    text = service_of(url, key).post(f"/exceptions/{exception_id}/moves", body)
    if as_json:
        typer.echo(text)
        return
    moved = parsed(text)
    end = f"; its request is {moved['decision']}" if moved["decision"] else ""
    typer.echo(plain(f"Exception {exception_id} is {moved['state']}{end}."))


exceptions.command()(proposals.propose)
exceptions.command()(proposals.vote)


@exceptions.command()
def comment(
    exception_id: ExceptionId,
    *,
    text: Annotated[str, typer.Option("--text", help="The text, in up to 4000 characters.")],
    counterparty: Annotated[
        bool, typer.Option("--counterparty", help="The counterparty may see it.")
    ] = False,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Comment on an exception."""
    body = {"visibility": "counterparty" if counterparty else "internal", "text": text}
    answer = service_of(url, key).post(f"/exceptions/{exception_id}/comments", body)
    done = f"Comment {parsed(answer)['comment_id']} is on exception {exception_id}."
    typer.echo(answer if as_json else done)


@exceptions.command()
def label(
    exception_id: ExceptionId,
    name: Annotated[str, typer.Argument(metavar="LABEL", help="The label, as late-booking.")],
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the label.")] = False,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Set a label of an exception, or remove it."""
    body = {"label": name, "is_set": not remove}
    answer = service_of(url, key).post(f"/exceptions/{exception_id}/labels", body)
    done = f"Exception {exception_id}: {name} {parsed(answer)['disposition']}."
    typer.echo(answer if as_json else plain(done))


def _their_requests(service: Service, numbers: Sequence[int]) -> Sequence[int]:
    return [int(parsed(service.get(f"/exceptions/{one}"))["request_id"]) for one in numbers]


add_moves(exceptions, "Exception", _their_requests)
