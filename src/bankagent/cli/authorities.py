"""`bankagent authority …`: delegations and break-glass, over HTTP with the reviewer's key."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from bankagent.cli.http_client import parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.tables import console, table
from bankagent.domain.authority import limits_of
from bankagent.domain.plain_text import plain


class Showing(StrEnum):
    """The delegations and break-glass to list."""

    ALL = "all"
    MINE = "mine"
    TO_CONFIRM = "to_confirm"
    TO_REVIEW = "to_review"


class Verdict(StrEnum):
    """The verdict of a review."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


AskId = Annotated[int, typer.Argument(metavar="ID", min=1, help="Its number, as list has.")]
Reason = Annotated[str, typer.Option(help="The reason, in up to 500 characters.")]
Limit = Annotated[
    str | None,
    typer.Option(
        metavar="TYPE=AMOUNT",
        help="Only for a request type ('*' for all) and up to an exposure (none for no limit), "
        "for example trade_review=1000000USD.",
    ),
]
Desk = Annotated[str | None, typer.Option(help="Only for this trading desk.")]

authorities = typer.Typer(
    help="Delegate an authority, ask for one for hours (break-glass), confirm and review.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@authorities.command("list")
def list_some(
    *,
    show: Annotated[
        Showing, typer.Option(help="to_confirm: waits for a second person; to_review: is over.")
    ] = Showing.ALL,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most to list.")] = 50,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List delegations and break-glass, the newest first."""
    text = service_of(url, key).get(f"/authorities/asks?show={show}&limit={limit}")
    found = parsed(text)["asks"]
    if as_json:
        typer.echo(text)
    elif found:
        console().print(_table(found))
    else:
        typer.echo("There is none.")


@authorities.command()
def delegate(
    authority_id: Annotated[
        int, typer.Argument(metavar="AUTHORITY", min=1, help="Your authority, by its number.")
    ],
    *,
    to: Annotated[str, typer.Option("--to", help="The colleague who votes by it.")],
    days: Annotated[int, typer.Option(min=1, max=90, help="Days from now on.")],
    reason: Reason,
    limit: Limit = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Delegate an authority of yours for a time; another person confirms it."""
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    body = {"authority_id": authority_id, "holder": to, "valid_to": until, "reason": reason}
    text = service_of(url, key).post("/authorities/delegations", body | _scope(limit))
    typer.echo(text if as_json else _asked(parsed(text)))


@authorities.command("break-glass")
def break_glass(
    role: Annotated[str, typer.Argument(help="The role in which you vote by it.")],
    *,
    hours: Annotated[int, typer.Option(min=1, max=8, help="Hours from now on.")],
    reason: Reason,
    limit: Limit = None,
    desk: Desk = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Ask for an authority for hours; another person confirms it, and it is reviewed afterwards."""
    body = {"role": role, "hours": hours, "reason": reason} | _scope(limit, desk)
    text = service_of(url, key).post("/authorities/break-glass", body)
    typer.echo(text if as_json else _asked(parsed(text)))


@authorities.command()
def confirm(ask_id: AskId, *, url: Url = None, key: Key = None, as_json: AsJson = False) -> None:
    """Confirm a delegation or break-glass as its second person; it is in force from then on."""
    text = service_of(url, key).post(f"/authorities/asks/{ask_id}/confirm", {})
    done = f"It is in force, as the authority {parsed(text)['authority_id']}."
    typer.echo(text if as_json else done)


@authorities.command()
def review(
    ask_id: AskId,
    *,
    verdict: Annotated[Verdict, typer.Option(help="Whether it was needed.")],
    note: Annotated[str, typer.Option(help="What you found, in up to 2000 characters.")],
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Review break-glass after it has ended; its holder cannot."""
    body = {"verdict": str(verdict), "note": note}
    text = service_of(url, key).post(f"/authorities/asks/{ask_id}/review", body)
    typer.echo(text if as_json else f"The review of {ask_id} is recorded.")


def _scope(limit: str | None, desk: str | None = None) -> dict[str, object]:
    (one,) = limits_of([limit] if limit else [])
    said: dict[str, object] = {"request_type": one.request_type, "desk": desk}
    if one.amount is not None:
        said["limit"] = {"amount": f"{one.amount:f}", "currency": one.currency}
    return {name: value for name, value in said.items() if value is not None}


def _asked(answer: Mapping[str, Any]) -> str:
    number = answer["ask_id"]
    return f"Ask {number} waits for another person: bankagent authority confirm {number}"


def _table(found: list[Mapping[str, Any]]) -> Any:
    shown = table("ask", "kind", "holder", "by", "role", "limit", "until", "state", "second")
    for one in found:
        limit = one["limit"] or {}
        cells = (
            str(one["ask_id"]),
            one["kind"],
            one["holder"],
            one["asked_by"],
            one["role"],
            f"{limit['amount']} {limit['currency']}" if limit else "none",
            one["valid_to"][:16].replace("T", " "),
            "review overdue" if one["is_review_overdue"] else one["state"],
            one["confirmed_by"] or "-",
        )
        shown.add_row(*map(plain, cells))
    return shown
