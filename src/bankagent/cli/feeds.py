"""`bankagent feed …`: files of pairs, sent and followed over HTTP with the caller's key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from bankagent.cli import feed_sending
from bankagent.cli.feed_text import is_decided, list_table, summary_text
from bankagent.cli.http_client import parsed
from bankagent.cli.reference_tables import print_faults
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.tables import console
from bankagent.domain import exact_json
from bankagent.errors import BadRequest
from bankagent.reference.csv_lines import SourceFile
from bankagent.service.feeds.read import read

File = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, readable=True, help="The CSV, or JSON lines."),
]
FeedName = Annotated[str, typer.Argument(metavar="NAME", help="The feed's name.")]

feeds = typer.Typer(
    help="Send feeds (files of pairs) as trade exceptions, and show what they came to.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@dataclass(frozen=True, slots=True)
class Bars:
    """Progress on the terminal: a bar for pairs that are taken, one for those that are decided."""

    progress: Progress
    taken: TaskID
    decided: TaskID

    def take(self, pairs: int) -> None:
        """Move the first bar by so many pairs."""
        self.progress.advance(self.taken, pairs)

    def decide(self, pairs: int) -> None:
        """Set the second bar to so many pairs."""
        self.progress.update(self.decided, completed=pairs)


@feeds.command()
def send(
    file: File,
    *,
    client: Annotated[str, typer.Option(help="The client that the pairs are about.")],
    name: Annotated[
        str | None,
        typer.Option(help="The feed's name; else that of the file with a digest of its content."),
    ] = None,
    on_behalf_of: Annotated[
        str | None,
        typer.Option(help="The person for whom you send, who then votes on none of the pairs."),
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="The most seconds to wait for the workers.")
    ] = 600,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Send the pairs of a file, show how they are taken and decided, and sum them up.

    A file with a faulty row is refused as a whole, with line and column. Sent again, also after a
    crash, it stores nothing twice. The exit code is 0 if all rows are decided, and 1 if some wait.
    """
    service = service_of(url, key)
    try:
        feed = read(SourceFile(file.name, file.read_bytes()), name)
    except BadRequest as error:
        print_faults(error, as_json=as_json)
        raise typer.Exit(1) from None
    rows = len(feed.payloads)
    with _bars(rows, quiet=as_json) as bars:
        taken = feed_sending.send(service, feed, client=client, person=on_behalf_of, told=bars.take)
        summary = feed_sending.follow(service, feed, wait_s=wait, told=bars.decide)
    if as_json:
        typer.echo(exact_json.dumps({"stored": taken.new, "stored_before": taken.before} | summary))
    else:
        typer.echo(summary_text(summary))
        typer.echo(f"  {taken.new:,} rows are stored now, {taken.before:,} were stored before")
    raise typer.Exit(0 if is_decided(summary, rows) else 1)


@feeds.command()
def show(
    name: FeedName,
    *,
    maker: Annotated[
        str | None, typer.Option(help="The caller who sent it, where several have the name.")
    ] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Show the summary of a feed as it is now."""
    query = f"?{urlencode({'maker': maker})}" if maker is not None else ""
    text = service_of(url, key).get(f"/feeds/{quote(name, safe='')}{query}")
    typer.echo(text if as_json else summary_text(parsed(text)))


@feeds.command("list")
def list_some(
    *,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most to list.")] = 50,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List feeds, the newest first."""
    text = service_of(url, key).get(f"/feeds?limit={limit}")
    if as_json:
        typer.echo(text)
    elif found := parsed(text):
        console().print(list_table(found) if found["feeds"] else "There are no feeds.")


@contextmanager
def _bars(rows: int, *, quiet: bool) -> Iterator[Bars]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    terminal = Console(stderr=True)
    shown = terminal.is_terminal and not quiet
    with Progress(*columns, console=terminal, transient=True, disable=not shown) as progress:
        yield Bars(
            progress,
            progress.add_task("taken", total=rows),
            progress.add_task("decided", total=rows),
        )
