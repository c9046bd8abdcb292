"""`bankagent documents …`: documents over HTTP with the user's key."""

from enum import Enum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from bankagent.cli.document_text import (
    document_text,
    list_table,
    passages_text,
    withdrawn_text,
)
from bankagent.cli.http_client import parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.tables import console
from bankagent.domain.counted import counted
from bankagent.domain.document import CLASSIFICATIONS, TRUST_LEVELS
from bankagent.errors import BadRequest
from bankagent.retrieval.extract import MEDIA_TYPES

Classification = Enum("Classification", {one: one for one in CLASSIFICATIONS}, type=str)  # type: ignore[misc]
Trust = Enum("Trust", {one: one for one in TRUST_LEVELS}, type=str)  # type: ignore[misc]
CONFIDENTIAL, EXTERNAL = Classification("confidential"), Trust("external")

DocumentId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The document's id.")]
File = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help=f"The file: {', '.join(MEDIA_TYPES)}, of at most 10 MiB.",
    ),
]
Client = Annotated[str | None, typer.Option(help="The client that the document is about.")]
HouseWide = Annotated[
    bool, typer.Option("--house-wide", help="A document of the house, for every client.")
]

documents = typer.Typer(
    help="Store, list, show, search and withdraw documents, and clear their readers.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@documents.command()
def add(  # noqa: PLR0913 - each is an option
    file: File,
    *,
    client: Client = None,
    house_wide: HouseWide = False,
    name: Annotated[
        str | None, typer.Option(help="The document's name; else that of the file.")
    ] = None,
    classification: Annotated[
        Classification, typer.Option(help="The classification.")
    ] = CONFIDENTIAL,
    trust: Annotated[Trust, typer.Option(help="The origin.")] = EXTERNAL,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Store a file, or the next version of the document that has its name.

    The same file again stores nothing.
    """
    media_type = MEDIA_TYPES.get(file.suffix.lower())
    if media_type is None:
        raise BadRequest(f"The file's name must end with one of {', '.join(MEDIA_TYPES)}.")
    asked = _of(client, house_wide=house_wide) | {
        "name": name or file.name,
        "classification": classification.value,
        "trust": trust.value,
    }
    text = service_of(url, key).send_file(
        f"/documents?{urlencode(asked)}", file.read_bytes(), media_type
    )
    said = parsed(text)
    words = f"Document {said['document_id']} has this file as its version {said['version']}."
    typer.echo(text if as_json else words)


@documents.command("list")
def list_some(
    *,
    client: Client = None,
    house_wide: HouseWide = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most to list.")] = 50,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the documents of a client or of the house, the newest first."""
    asked = _of(client, house_wide=house_wide) | {"limit": str(limit)}
    text = service_of(url, key).get(f"/documents?{urlencode(asked)}")
    if as_json:
        typer.echo(text)
        return
    found = parsed(text)
    shown = found["documents"]
    console().print(list_table(shown) if shown else "There are no documents that you may read.")
    if found["next"]:
        typer.echo(f"There are more than {counted(limit, 'document')}: raise --limit.")


@documents.command()
def show(
    document_id: DocumentId,
    *,
    version: Annotated[
        int | None, typer.Option(min=1, help="The version whose text is shown; else the newest.")
    ] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Show a document: its versions, what was left out of them, and the text of one."""
    query = f"?version={version}" if version is not None else ""
    text = service_of(url, key).get(f"/documents/{document_id}{query}")
    typer.echo(text if as_json else document_text(parsed(text)))


@documents.command()
def search(
    question: Annotated[str, typer.Argument(help="The question, or words.")],
    *,
    client: Annotated[str, typer.Option(help="The client whose documents are searched.")],
    document: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Only this document; may be given several times."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="The most passages.")] = 10,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Search the documents of a client and of the house, the best passages first."""
    asked = {"client_id": client, "q": question, "limit": str(limit)}
    if document:
        asked["document_ids"] = ",".join(map(str, document))
    text = service_of(url, key).get(f"/documents/search?{urlencode(asked)}")
    typer.echo(text if as_json else passages_text(parsed(text)))


@documents.command()
def withdraw(
    document_id: DocumentId,
    *,
    reason: Annotated[str, typer.Option(help="The reason, in 1 to 500 characters.")],
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw a document: search finds it no more; its versions stay for evidence."""
    text = service_of(url, key).delete(f"/documents/{document_id}?{urlencode({'reason': reason})}")
    typer.echo(text if as_json else withdrawn_text(parsed(text)))


def _of(client: str | None, *, house_wide: bool) -> dict[str, str]:
    if (client is None) != house_wide:
        raise BadRequest("Give --client or --house-wide, one of them.")
    return {"house_wide": "true"} if client is None else {"client_id": client}
