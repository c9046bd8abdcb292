"""`bankagent decisions stop|lift`: stop automatic decisions; lifting takes two people."""

from dataclasses import asdict
from typing import Annotated

import typer

from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.domain import exact_json
from bankagent.store.decisions import stops

Type = Annotated[
    str | None, typer.Argument(metavar="TYPE", help="The request type; all types without it.")
]

decisions = typer.Typer(
    help="Stop automatic decisions, so that people decide; lifting the stop takes two people.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@decisions.command()
def stop(
    request_type: Type = None,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
    ],
    as_json: AsJson = False,
) -> None:
    """Stop automatic decisions of a type, or of all: people decide what a policy would.

    Once it has answered, no policy decides, attempts in hand included.
    """
    done = ask(lambda conn: stops.stop(conn, request_type, reason))
    if as_json:
        typer.echo(exact_json.dumps(asdict(done)))
    else:
        typer.echo(f"{done.what.capitalize()} are stopped; two people lift it.")


@decisions.command()
def lift(request_type: Type = None, *, as_json: AsJson = False) -> None:
    """Ask to lift a stop, or lift it where another person has asked."""
    done = ask(lambda conn: stops.lift(conn, request_type))
    if as_json:
        typer.echo(exact_json.dumps(asdict(done)))
    elif done.lifted_at:
        typer.echo(
            f"{done.what.capitalize()} go on: {done.lift_asked_by} asked, and you lifted it."
        )
    else:
        typer.echo(f"You have asked; {done.what} stay stopped until another person lifts it too.")
