"""`bankagent documents clear` and `clearances`: operators clear the readers of documents."""

from dataclasses import asdict
from enum import Enum
from typing import Annotated, Any

import typer

from bankagent.cli.document_text import clearances_table
from bankagent.cli.documents import Classification
from bankagent.cli.keys import for_scripts, print_words
from bankagent.cli.shared import AsJson, ask
from bankagent.cli.tables import console
from bankagent.domain import exact_json
from bankagent.store.documents import clearances

Kind = Enum("Kind", {one: one for one in ("caller", "reviewer")}, type=str)  # type: ignore[misc]


def clear(
    kind: Annotated[Kind, typer.Argument(help="caller or reviewer.")],
    holder: Annotated[str, typer.Argument(help="The name of the caller or reviewer.")],
    classification: Annotated[
        Classification, typer.Argument(help="The strictest classification that it reads.")
    ],
    *,
    reason: Annotated[str, typer.Option(help="The reason, in 1 to 500 characters.")],
    client: Annotated[
        str | None, typer.Option(help="Only for documents of this client; else for all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set up to which classification a caller or reviewer reads documents (operators).

    Without a clearance it is confidential. The newest one of a holder and client is in force.
    """
    number = ask(
        lambda conn: clearances.clear(
            conn, kind.value, holder, classification.value, reason=reason, client_id=client
        )
    )
    told: dict[str, Any] = {"clearance_id": number, "kind": kind.value, "holder": holder}
    told |= {"classification": classification.value, "client_id": client}
    words = f"The {kind.value} {holder} reads documents up to {classification.value}."
    print_words(words, told, as_json=as_json)


def list_clearances(*, as_json: AsJson = False) -> None:
    """List the clearances in force (operators)."""
    found = ask(clearances.clearances)
    if as_json:
        typer.echo(exact_json.dumps([for_scripts(asdict(one)) for one in found]))
    else:
        none = "There are no clearances: all read up to confidential."
        console().print(clearances_table(found) if found else none)
