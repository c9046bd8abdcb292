"""`bankagent models …`: list and retire models, and limit their calls."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.plain_text import plain
from bankagent.store.models import listings as store


def number(text: str) -> Decimal:
    """Return an exact number that an option has."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter("must be a number, such as 0.25") from None


def three(text: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return prices of tokens in, out and, where it is given, cached."""
    given = [number(part) for part in text.split(",")]
    if len(given) not in {2, 3}:
        raise typer.BadParameter("must be two or three prices, such as 0.25,2,0.025")
    return given[0], given[1], given[2] if given[2:] else None


Provider = Annotated[str, typer.Argument(help="openai, anthropic, openai-compatible, embedded.")]
Name = Annotated[str, typer.Argument(help="The model's name at its provider.")]
Scope = Annotated[
    str, typer.Argument(help="request, client_day, client_in_hand or provider_minute.")
]
Subject = Annotated[
    str | None,
    typer.Option("--for", help="The client or provider; without it, all without one of their own."),
]
Tokens = Annotated[
    Decimal | None,
    typer.Option(parser=number, metavar="NUMBER", help="The most tokens, sent and answered."),
]
Requests = Annotated[
    Decimal | None,
    typer.Option(parser=number, metavar="NUMBER", help="The most calls, or requests in hand."),
]
Money = Annotated[
    Decimal | None,
    typer.Option(parser=number, metavar="NUMBER", help="The most money by the prices, in USD."),
]
Prices = Annotated[
    str | None,
    typer.Option(
        metavar="IN,OUT[,CACHED]",
        help="Prices of a million tokens in USD: sent, answered, and sent but cached.",
    ),
]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of its validation.")
]

models = typer.Typer(
    help="Models that may be called, with owner, validation and price; limits of their calls.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@models.command("add")
def add_model(
    provider: Provider,
    name: Name,
    *,
    owner: Annotated[str, typer.Option(help="The person or team that answers for it.")],
    purpose: Annotated[str, typer.Option(help="What it is listed for.")],
    validated_on: Day = None,
    validated_by: Annotated[str | None, typer.Option(help="Who validated it.")] = None,
    prices: Prices = None,
    as_json: AsJson = False,
) -> None:
    """List a model, or write a new version of its listing.

    It can be called once it has a day of validation.
    """
    given: dict[str, Any] = {"owner": owner, "purpose": purpose, "validated_by": validated_by}
    given["validated_on"] = validated_on.date() if validated_on else None
    given["prices"] = three(prices) if prices else (None, None, None)
    row = ask(lambda conn: store.add(conn, provider, name, **given))
    state = "can be called" if validated_on else "cannot be called before it is validated"
    _print(row, f"{provider}:{name} is listed and {state}.", as_json=as_json)


@models.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models that are listed now."""
    found = ask(store.listed)
    if as_json:
        typer.echo(exact_json.dumps(found))
        return
    shown = table("model", "owner", "purpose", "validated", "in", "out", "cached")
    for row in found:
        prices = [_cell(row[f"{part}_price"]) for part in ("input", "output", "cached")]
        words = (plain(row["owner"]), plain(row["purpose"]), _cell(row["validated_on"]))
        shown.add_row(f"{row['provider']}:{row['name']}", *words, *prices)
    console().print(shown)


@models.command("retire")
def retire_model(provider: Provider, name: Name, *, as_json: AsJson = False) -> None:
    """Retire a model: no call of it begins any more."""
    row = ask(lambda conn: store.retire(conn, provider, name))
    _print(row, f"{provider}:{name} is retired.", as_json=as_json)


@models.command("limit")
def limit_calls(
    scope: Scope,
    *,
    subject: Subject = None,
    tokens: Tokens = None,
    requests: Requests = None,
    money: Money = None,
    as_json: AsJson = False,
) -> None:
    """Limit calls of models: tokens, requests, money in USD, or several of them."""
    most = {"tokens": tokens, "requests": requests, "money": money}
    row = ask(lambda conn: store.limit(conn, scope, subject, **most))
    _print(row, f"The limit of {scope} is set.", as_json=as_json)


@models.command("unlimit")
def end_limit(scope: Scope, *, subject: Subject = None, as_json: AsJson = False) -> None:
    """End a limit of model calls."""
    row = ask(lambda conn: store.end_limit(conn, scope, subject))
    _print(row, f"The limit of {scope} is ended.", as_json=as_json)


@models.command("limits")
def list_limits(*, as_json: AsJson = False) -> None:
    """List the limits that hold."""
    found = ask(store.limits)
    if as_json:
        typer.echo(exact_json.dumps(found))
        return
    shown = table("scope", "for", "tokens", "requests", "money")
    for row in found:
        most = (_cell(row[part]) for part in ("tokens", "requests", "money"))
        shown.add_row(row["scope"], plain(row["subject"] or "all"), *most)
    console().print(shown)


@models.command("resume")
def lift_pause(provider: Provider, *, as_json: AsJson = False) -> None:
    """End the pause of a provider that its faults began."""
    row = ask(lambda conn: store.lift_pause(conn, provider))
    _print(row, f"{provider} is called again.", as_json=as_json)


def _print(row: dict[str, Any], text: str, *, as_json: bool) -> None:
    typer.echo(exact_json.dumps(row) if as_json else text)


def _cell(value: Any) -> str:
    return "-" if value is None else str(value)
