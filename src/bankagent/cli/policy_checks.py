"""`bankagent policy lint|test|diff`: what a table says, and what differs from another."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bankagent import catalog
from bankagent.cli import policy_files as files
from bankagent.cli import policy_text as text
from bankagent.cli.shared import AsJson, ask
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.errors import BadRequest
from bankagent.policy.diff import Difference, differences
from bankagent.policy.lint import Lint
from bankagent.policy.lint import lint as lint_table
from bankagent.policy.report import Report
from bankagent.service.policies import check, versions

Key = Annotated[str, typer.Argument(metavar="KEY", help="The policy, for example trade_review.")]
Target = Annotated[
    str,
    typer.Argument(metavar="TARGET", help="A policy, whose version is checked and recorded; or a "
    "file that ends in .csv or .json, which is only checked."),
]  # fmt: skip
Version = Annotated[
    int | None, typer.Option("--version", min=1, help="The version; without it the newest.")
]
Facts = Annotated[
    Path | None,
    typer.Option("--facts", help="The facts file; without it the .facts.json beside the CSV."),
]
ForKey = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help="The policy that a file is for: its facts must be "
    "those that bankagent finds for it."),
]  # fmt: skip


def lint(
    target: Target,
    *,
    version: Version = None,
    facts: Facts = None,
    key: ForKey = None,
    as_json: AsJson = False,
) -> None:
    """Check each cell and each row of a table; exit code 1 where it has a fault.

    A fault is a cell that is no test, a fact that bankagent does not find, a row that never fires,
    repeats another or never matters, and a rule id that had another meaning before. Values that no
    rule tests are listed as notes.
    """
    with text.named_findings():
        name, found = _lint(target, version, facts, key)
    text.print_lint(name, found, as_json=as_json)
    raise typer.Exit(0 if found.passed else 1)


def try_table(
    target: Target,
    *,
    version: Version = None,
    examples: Annotated[
        Path | None,
        typer.Option(
            "--examples", help="A CSV of examples; without it the .tests.csv beside a file."
        ),
    ] = None,
    facts: Facts = None,
    key: ForKey = None,
    as_json: AsJson = False,
) -> None:
    """Try a table beside each of its thresholds and on examples; exit code 1 where a test fails.

    The report shows how often each rule was reached, and what is decided at each number in a cell,
    one unit below it and one unit above it.
    """
    with text.named_findings():
        name, found = _test(target, version, facts, examples, key)
    text.print_report(name, found, as_json=as_json)
    raise typer.Exit(0 if found.passed else 1)


def diff(
    key: Key,
    other: Annotated[
        str | None,
        typer.Argument(metavar="OTHER", help="A version or a CSV; without it the newest version."),
    ] = None,
    *,
    against: Annotated[
        int | None, typer.Option("--against", min=1, help="The version before; else that in force.")
    ] = None,
    facts: Facts = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs from the version in force, rule by rule and cell by cell."""

    async def work(conn: Connection) -> tuple[str, str, list[Difference]]:
        before = await versions.find(conn, key, against or versions.IN_FORCE)
        name, after = await _other(conn, key, other, facts)
        table = await versions.table_of(conn, before)
        return before.name, name, differences(table.table_json, after)

    with text.named_findings():
        before, after, found = ask(work)
    if as_json:
        told: dict[str, Any] = {"before": before, "after": after}
        typer.echo(exact_json.dumps(told | {"differences": [asdict(one) for one in found]}))
    else:
        text.print_differences(before, after, found)


def _lint(
    target: str, version: int | None, facts: Path | None, key: str | None
) -> tuple[str, Lint]:
    if files.is_file(target):
        known = catalog.facts_of_policy(key) if key else None
        try:
            return target, lint_table(files.table_json(Path(target), facts), found=known)
        except BadRequest as error:
            return target, Lint(error.findings)

    async def work(conn: Connection) -> tuple[str, Lint]:
        found = await versions.find(conn, target, version or versions.NEWEST)
        return found.name, await check.lint_version(conn, found)

    return ask(work)


def _test(
    target: str,
    version: int | None,
    facts: Path | None,
    examples: Path | None,
    key: str | None,
) -> tuple[str, Report]:
    if files.is_file(target):
        policy = files.policy(Path(target), facts, key)
        return target, check.tested(policy, files.read_examples(Path(target), examples))
    told = files.read(examples) if examples else None

    async def work(conn: Connection) -> tuple[str, Report]:
        found = await versions.find(conn, target, version or versions.NEWEST)
        return found.name, await check.try_version(conn, found, told)

    return ask(work)


async def _other(
    conn: Connection, key: str, other: str | None, facts: Path | None
) -> tuple[str, str]:
    if other and files.is_file(other):
        if facts or files.facts_beside(Path(other)).exists():
            return other, files.table_json(Path(other), facts)
        in_force = await versions.find(conn, key, versions.IN_FORCE)
        _, facts_json = await versions.export(conn, in_force)
        return other, files.converted(Path(other), facts_json)
    which = int(other) if other and other.isdecimal() else (other or versions.NEWEST)
    found = await versions.find(conn, key, which)
    return found.name, (await versions.table_of(conn, found)).table_json
