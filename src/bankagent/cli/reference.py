"""`bankagent reference …`: import, list, compare and activate versions of reference data."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bankagent.cli.reference_tables import (
    for_scripts,
    print_changes,
    print_faults,
    print_versions,
    words_of,
    words_of_import,
)
from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.reference import ReferenceChange, ReferenceVersion
from bankagent.errors import BadRequest, NotFound
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.read import Content, form_of, read
from bankagent.service.reference.load import Import, Origin, load
from bankagent.store.reference import versions as store

Dataset = Annotated[
    str, typer.Argument(help="fx_rates, calendars, … or screening:NAME; `list` shows them.")
]
SomeDataset = Annotated[
    str | None, typer.Argument(metavar="[DATASET]", help="All of its versions.")
]
File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The CSV file.")
]
Aliases = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, readable=True, help="OFAC's alt.csv, with sdn.csv."),
]
Source = Annotated[str, typer.Option(help="Where the rows come from: publisher and file.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="The day for which the source published the file; without it, the newest rate's day, "
        "or today.",
    ),
]
Description = Annotated[str, typer.Option(help="What the rows are, in one or two sentences.")]
Version = Annotated[
    int | None, typer.Argument(metavar="[VERSION]", min=1, help="The newest one if left out.")
]
Old = Annotated[int | None, typer.Option("--from", min=1, help="The version in force if left out.")]
New = Annotated[int | None, typer.Option("--to", min=1, help="The newest version if left out.")]

reference = typer.Typer(
    help="Import, compare and activate reference data: lists, rates, calendars, limits.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@reference.command("import")
def import_files(
    dataset: Dataset,
    file: File,
    *,
    source: Source,
    aliases: Aliases = None,
    as_of: AsOf = None,
    description: Description = "Imported by an operator.",
    as_json: AsJson = False,
) -> None:
    """Import a CSV as the next version of a dataset, whole or not at all.

    A faulty file is refused with the line and column of each fault. The version is not in force
    before `bankagent reference activate`. docs/reference-data.md has the columns of each dataset.
    """
    origin = Origin(source, description, as_of.date() if as_of else None)
    try:
        content = read(dataset, _source(file), _source(aliases) if aliases else None)
        done = _load(dataset, content, origin, quiet=as_json)
    except BadRequest as error:
        print_faults(error, as_json=as_json)
        raise typer.Exit(1) from None
    if as_json:
        told = for_scripts(done.version) | {"imported": done.is_new}
        typer.echo(exact_json.dumps(told))
        return
    typer.echo(words_of_import(done))


@reference.command("list")
def list_versions(dataset: SomeDataset = None, *, as_json: AsJson = False) -> None:
    """List the versions in force and those that wait; of one dataset, all of its versions."""
    if dataset is not None:
        form_of(dataset)
    found = ask(lambda conn: store.listed(conn, dataset))
    if as_json:
        typer.echo(exact_json.dumps([for_scripts(one) for one in found]))
    else:
        print_versions(found)


@reference.command("diff")
def diff(dataset: Dataset, *, old: Old = None, new: New = None, as_json: AsJson = False) -> None:
    """Show what another version changes: rows added, removed and changed."""
    form_of(dataset)
    before, after, changes = ask(lambda conn: _differences(conn, dataset, old, new))
    if as_json:
        told = {"dataset": dataset, "from": before, "to": after}
        typer.echo(exact_json.dumps(told | {"changes": [asdict(one) for one in changes]}))
    else:
        print_changes(f"{dataset} {before} to {after}", changes)


@reference.command("activate")
def activate(dataset: Dataset, version: Version = None, *, as_json: AsJson = False) -> None:
    """Activate a version: it is in force from now on, and the one before is retired."""
    form_of(dataset)
    done, since = ask(lambda conn: _activate(conn, dataset, version))
    words = f"{words_of(done)} is in force {since}."
    typer.echo(exact_json.dumps(for_scripts(done)) if as_json else words)


@reference.command("retire")
def retire(dataset: Dataset, *, as_json: AsJson = False) -> None:
    """Retire the version in force, without a next one, as a list that was only tried.

    What is looked up in it is unknown from now on, and the policy says what then happens.
    """
    form_of(dataset)
    done = ask(lambda conn: store.retire(conn, dataset))
    words = f"{words_of(done)} is retired: no version of {dataset} is in force."
    typer.echo(exact_json.dumps(for_scripts(done)) if as_json else words)


def _source(path: Path) -> SourceFile:
    return SourceFile(path.name, path.read_bytes())


def _load(dataset: str, content: Content, origin: Origin, *, quiet: bool) -> Import:
    columns = (TextColumn("storing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = Console(stderr=True)
    shown = terminal.is_terminal and not quiet
    with Progress(*columns, console=terminal, transient=True, disable=not shown) as progress:
        bar = progress.add_task("rows", total=content.row_count)
        return ask(
            lambda conn: load(
                conn, dataset, content, origin, stored=lambda n: progress.advance(bar, n)
            )
        )


async def _activate(
    conn: Connection, dataset: str, version: int | None
) -> tuple[ReferenceVersion, str]:
    # A nightly job activates the newest version, whether there is a new one or not.
    newest = (await store.listed(conn, dataset))[:1] if version is None else []
    if newest and newest[0].state == "in force":
        return newest[0], "already"
    return await store.activate(conn, dataset, version), "from now on"


async def _differences(
    conn: Connection, dataset: str, old: int | None, new: int | None
) -> tuple[int, int, list[ReferenceChange]]:
    found = await store.listed(conn, dataset)
    there = {one.version for one in found}
    before = old or next((one.version for one in found if one.state == "in force"), None)
    after = new or next((one.version for one in found), None)
    if before is None or after is None:
        raise NotFound(f"{dataset} has no version in force: name one with --from.")
    for one in (before, after):
        if one not in there:
            raise NotFound(f"There is no version {one} of {dataset}.")
    return before, after, await store.differences(conn, dataset, old=before, new=after)
