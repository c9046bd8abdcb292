"""`bankagent retention …`: take texts away for ever, by two people; hashes stay."""

from dataclasses import asdict
from typing import Annotated

import typer

from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.counted import counted
from bankagent.domain.plain_text import plain
from bankagent.domain.redaction import Reach
from bankagent.store.operations import redactions

SHOWN = 20
Reason = Annotated[
    str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
]

retention = typer.Typer(
    help="Take texts of agents and documents away for ever (two people); hashes stay.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)
redact = typer.Typer(
    help="Ask to take texts away; nothing goes before another person has confirmed it.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)
retention.add_typer(redact, name="redact")


@redact.command("request")
def redact_request(
    request_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")],
    *,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Ask to take away the texts of agents on a request: prompts, arguments, results, answers.

    A request that has not ended is refused. Payload, facts, decision and audit trail stay.
    """
    _ask("request", request_id, reason, as_json=as_json)


@redact.command("document")
def redact_source(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="The document's number.")],
    *,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Ask to take away a document's text, in all versions, and that of agents which read it.

    Search finds it no more. Withdraw it before, so that no further request reads it: as long as
    one that has read it has not ended, this is refused.
    """
    _ask("document", number, reason, as_json=as_json)


@retention.command()
def confirm(
    ask_id: Annotated[int, typer.Argument(metavar="ASK", min=1, help="The number of the ask.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Confirm an ask of another person: its texts are taken away at once, and for ever.

    An ask that is older than 7 days, or was confirmed before, is refused.
    """
    done = ask(lambda conn: redactions.confirm(conn, ask_id))
    if as_json:
        typer.echo(exact_json.dumps(asdict(done)))
    else:
        typer.echo(f"Taken away: {_reach(done)}. Hashes, citations and the audit trail stay.")


@retention.command("asks")
def list_asks(*, as_json: AsJson = False) -> None:
    """List the asks that wait for a second person."""
    found = ask(redactions.waiting)
    if as_json:
        typer.echo(exact_json.dumps([asdict(one) for one in found]))
        return
    if not found:
        typer.echo("No redaction waits for a second person.")
        return
    shown = table("ask", "what", "asked by", "until", "reason", whole=["ask", "what", "until"])
    for one in found:
        until = f"{one.lapses_at.astimezone():%Y-%m-%d %H:%M}"
        shown.add_row(str(one.ask_id), one.what, plain(one.asked_by), until, plain(one.reason))
    console().print(shown)


def _ask(kind: str, number: int, reason: str, *, as_json: bool) -> None:
    reach = ask(lambda conn: redactions.ask(conn, kind, number, reason))
    if as_json:
        typer.echo(exact_json.dumps(asdict(reach)))
        return
    typer.echo(
        f"Ask {reach.ask_id} would take away: {_reach(reach)}. Nothing is taken away yet.\n"
        f"Another person confirms it within 7 days: bankagent retention confirm {reach.ask_id}"
    )


def _reach(reach: Reach) -> str:
    """Return the counts of texts, and the first requests by their numbers."""
    parts = []
    if reach.document_text_count:
        parts.append(f"the text of {counted(reach.document_text_count, 'document version')}")
    if reach.agent_text_count:
        noun = "request " if len(reach.requests) == 1 else "requests "
        numbers = ", ".join(str(one) for one in reach.requests[:SHOWN])
        more = len(reach.requests) - SHOWN
        rest = f" and {more:,} more" if more > 0 else ""
        parts.append(
            f"{counted(reach.agent_text_count, 'text')} of agents on {noun}{numbers}{rest}"
        )
    return " and ".join(parts)
