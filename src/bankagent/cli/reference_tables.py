"""Words and tables of `bankagent reference …`: versions, changes, faults of files."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import typer
from rich.table import Table

from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.plain_text import plain
from bankagent.domain.reference import ReferenceChange, ReferenceVersion
from bankagent.errors import BadRequest
from bankagent.service.reference.load import Import

# A terminal takes in so many; --json has all of them.
MOST_SHOWN = 100
# The other columns take about 75; --json and a pipe have the source at any width.
ROOM_FOR_SOURCE = 100


def words_of(version: ReferenceVersion) -> str:
    """Return a version in words: `fx_rates version 3 (30 rows, as of 2026-11-27)`."""
    rows = "1 row" if version.row_count == 1 else f"{version.row_count:,} rows"
    return f"{version.dataset} version {version.version} ({rows}, as of {version.as_of})"


def print_versions(found: Sequence[ReferenceVersion]) -> None:
    """Print versions as a table."""
    if not found:
        typer.echo("There is no such version.")
        return
    out = console()
    out.print(version_table(found, with_source=out.width >= ROOM_FOR_SOURCE))


def version_table(found: Sequence[ReferenceVersion], *, with_source: bool) -> Table:
    """Return a table with a line for each version; the source needs a wide terminal."""
    names = ("dataset", "version", "state", "as of", "rows", "by")
    source = ("source",) if with_source else ()
    shown = table(*names, *source, right=("version", "rows"), whole=names)
    for one in found:
        by = one.activated_by or one.imported_by
        cells = (one.dataset, str(one.version), one.state, str(one.as_of), f"{one.row_count:,}")
        style = "dim" if one.state == "retired" else ""
        shown.add_row(*cells, plain(by), *[plain(one.source)] * with_source, style=style)
    return shown


def print_changes(what: str, changes: Sequence[ReferenceChange]) -> None:
    """Print the first changes as a table, and how many there are of each sort."""
    if not changes:
        typer.echo(f"{what}: the rows are the same.")
        return
    shown = table("change", "table", "row", "before", "after")
    for one in changes[:MOST_SHOWN]:
        before, after = _differing(one)
        shown.add_row(one.change, one.table_name, _words(one.key), before, after)
    console().print(shown)
    numbers = Counter(one.change for one in changes)
    counted = ", ".join(f"{numbers[word]:,} {word}" for word in ("added", "removed", "changed"))
    more = f"; {len(changes) - MOST_SHOWN:,} more with --json" if len(changes) > MOST_SHOWN else ""
    typer.echo(f"{what}: {counted}{more}.")


def words_of_import(done: Import) -> str:
    """Return what an import came to, and the command that puts the version in force."""
    if not done.is_new:
        return f"{words_of(done.version)} has these rows already: nothing was imported."
    command = f"bankagent reference activate {done.version.dataset} {done.version.version}"
    return f"{words_of(done.version)} is imported; `{command}` puts it in force."


def print_faults(error: BadRequest, *, as_json: bool) -> None:
    """Print the faults of files: JSON on standard output, else lines on standard error."""
    findings = [{"field": one.field, "expected": one.expected} for one in error.findings]
    if as_json:
        typer.echo(exact_json.dumps({"error": error.detail, "findings": findings}))
        return
    lines = [f"bankagent: {error.detail}", *(f"  {f['field']}: {f['expected']}" for f in findings)]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - whole, whatever the terminal's width


def for_scripts(version: ReferenceVersion) -> dict[str, Any]:
    """Return a version for JSON, with its state."""
    told = asdict(version) | {"state": version.state}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in told.items()
    }


def _differing(change: ReferenceChange) -> tuple[str, str]:
    """Return the values before and after; of a changed row only those that differ."""
    old, new = change.old_values or {}, change.new_values or {}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return tuple(  # type: ignore[return-value]
        _words({name: side[name] for name in names if side.get(name) is not None})
        for side in (old, new)
    )


def _words(values: Mapping[str, JsonValue]) -> str:
    return plain(", ".join(f"{name} {value}" for name, value in values.items()))
