"""Texts of `bankagent policy`: versions, lints, test reports and differences for a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.plain_text import plain
from bankagent.domain.policy_version import PolicyVersion, ScheduledVersion
from bankagent.errors import BadRequest
from bankagent.policy.diff import Difference
from bankagent.policy.lint import Lint
from bankagent.policy.report import Report, Threshold
from bankagent.service.policies.versions import Exported

STYLES = {"active": "bold green", "retired": "dim", "tested": "cyan", "draft": "yellow"}
MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


@contextmanager
def named_findings() -> Iterator[None]:
    """Print each finding of an invalid table with its row and column, and end with code 1."""
    try:
        yield
    except BadRequest as error:
        typer.echo(f"bankagent: {error.detail}", err=True)
        for one in error.findings:
            typer.echo(f"  {plain(one.field)}: {plain(one.expected)}", err=True)
        raise typer.Exit(1) from None


def exported_as_json(done: Exported) -> dict[str, Any]:
    """Return a version with the texts of its files, for scripts."""
    told = {"key": done.version.key, "version": done.version.version}
    texts = {"csv": done.table_csv, "facts": done.facts_json, "examples": done.examples_csv}
    return told | {"sha256": done.version.sha256} | texts


def version_table(found: Sequence[PolicyVersion]) -> Table:
    """Return a table with a line for each version."""
    names = ("version", "status", "author", "activated by")
    shown = table(*names[:3], "in force from", "until", names[3], whole=names)
    for one in found:
        status = Text(one.status, style=STYLES.get(one.status, ""))
        since, until = minute(one.active_from), minute(one.active_until)
        shown.add_row(
            one.name, status, plain(one.author), since, until, plain(one.activated_by or ""),
        )  # fmt: skip
    return shown


def print_scheduled(found: Sequence[ScheduledVersion]) -> None:
    """Print each version that takes over later, and how it is kept from it."""
    for one in found:
        when = f"takes over on {minute(one.active_from)}, activated by {plain(one.activated_by)}"
        command = f"bankagent policy withdraw {one.key} {one.version}"
        typer.echo(f"{one.name} {when}; `{command}` keeps it out.")


def print_lint(name: str, found: Lint, *, as_json: bool) -> None:
    """Print the faults and the notes of a lint, and whether it passed."""
    if as_json:
        told: dict[str, Any] = {"policy": name, "passed": found.passed}
        typer.echo(exact_json.dumps(told | found.as_json()))
        return
    out, shown = console(), table("", "where", "finding")
    for label, style, findings in (("fault", "red", found.faults), ("note", "", found.notes)):
        for one in findings:
            shown.add_row(Text(label, style=style), plain(one.field), plain(one.expected))
    if shown.row_count:
        out.print(shown)
    verdict = "passed its lint" if found.passed else "did not pass its lint"
    counts = f"{len(found.faults)} faults, {len(found.notes)} notes"
    out.print(f"{name} {verdict}: {counts}.", style="bold green" if found.passed else "bold red")


def print_report(name: str, found: Report, *, as_json: bool) -> None:
    """Print the thresholds, the rules that were reached, the failures, and whether it passed."""
    if as_json:
        told: dict[str, Any] = {"policy": name, "passed": found.passed}
        typer.echo(exact_json.dumps(told | found.as_json()))
        return
    out = console()
    if found.thresholds:
        out.print(_threshold_table(found.thresholds), "")
    reached = table("rule", "reached by tests", right=("reached by tests",))
    for rule_id, times in sorted(found.reached.items()):
        reached.add_row(rule_id, str(times))
    for rule_id in found.unreached:
        reached.add_row(Text(plain(rule_id), style="red"), Text("0", style="red"))
    out.print(reached, "")
    for one in found.failures:
        expected = f"expected {one.expected}, and the policy said {one.got}"
        out.print(f"{plain(one.name)}: {plain(expected)}", style="red")
    if found.no_example:
        out.print(plain(_without_example(found)), style="" if found.examples else "red")
    verdict = "passed its test" if found.passed else "did not pass its test"
    counts = f"{found.tests} tests, {found.examples} of them examples, {len(found.failures)} failed"
    out.print(f"{name} {verdict}: {counts}.", style="bold green" if found.passed else "bold red")


def print_differences(before: str, after: str, found: Sequence[Difference]) -> None:
    """Print each rule that differs, with its cells before and after."""
    out = console()
    if not found:
        out.print(f"{before} and {plain(after)} are the same.")
        return
    out.print(f"{before} → {plain(after)}", style="bold")
    for one in found:
        mark, style = MARKS[one.how]
        out.print(f"{mark} {plain(one.what)} {one.how}", style=style)
        cells = table("", "column", "before", "after")
        cells.show_header = False
        for change in one.changes:
            old, new = plain(change.before), plain(change.after)
            arrow = f"→ {new}" if one.how == "changed" else new
            cells.add_row(" ", plain(change.column), old, arrow)
        out.print(cells)


def _without_example(found: Report) -> str:
    if not found.examples:
        return (
            "There is no example, so the table was compared with itself only: name a CSV of "
            "examples by --examples, or put it beside the table as a .tests.csv."
        )
    return f"No example reaches {', '.join(found.no_example)}."


def _threshold_table(thresholds: Sequence[Threshold]) -> Table:
    shown = table("rule", "column", "test", "below, at and above")
    for one in thresholds:
        tried = Text("   ").join(
            Text(
                f"{at.value:f} {at.outcome}{' (fires)' if at.fires else ''}",
                style="bold" if at.fires else "",
            )
            for at in one.tried
        )
        shown.add_row(one.rule_id, plain(one.column), plain(one.cell), tried)
    return shown


def minute(at: datetime | None) -> str:
    """Return a time in this machine's zone, to the minute; empty for None."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""
