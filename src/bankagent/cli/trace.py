"""`bankagent trace …`: what agents did on a request, and a check of all that is stored of it."""

from dataclasses import asdict
from typing import Annotated

import typer

from bankagent.cli.shared import MARKUP, AsJson, ShortFor, ask
from bankagent.cli.trace_text import trace_text, verified_text
from bankagent.domain import exact_json
from bankagent.service.agents.trace import trace
from bankagent.service.agents.verify import verify

RequestId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")]
SHOW = "show"


class ShownByNumber(ShortFor):
    """Group whose first word may be a request's number: `trace 7` is `trace show 7`."""

    first = SHOW


traces = typer.Typer(
    help="Show what agents did on a request, and check again what is stored of it.",
    cls=ShownByNumber,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@traces.command(SHOW)
def show(
    request_id: RequestId,
    *,
    prompts: Annotated[
        bool, typer.Option("--prompts", help="Show what each model call sent, in whole texts.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show each step of agents on a request; `bankagent trace ID` does the same.

    Long values are cut: --json has the whole texts, exactly as they are stored. A message of a
    prompt is shown where it was sent at first in its run.
    """
    found = ask(lambda conn: trace(conn, request_id, with_prompts=prompts))
    typer.echo(exact_json.dumps(asdict(found)) if as_json else trace_text(found))


@traces.command("verify")
def verify_stored(request_id: RequestId, *, as_json: AsJson = False) -> None:
    """Check again each digest, hit, quote and figure of agents' work; exit 1 where one is wrong.

    A text that retention has redacted is counted, not checked: its digest has stayed.
    """
    found = ask(lambda conn: verify(conn, request_id))
    typer.echo(exact_json.dumps(asdict(found)) if as_json else verified_text(found))
    if found.faults:
        raise typer.Exit(1)
