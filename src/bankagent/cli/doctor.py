"""`bankagent doctor`: all that is wrong, or soon will be, and what to do about it."""

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bankagent import settings
from bankagent.cli.shared import AsJson
from bankagent.db.operator_login import as_operator
from bankagent.db.server import database
from bankagent.db.url import DatabaseUrl
from bankagent.domain import exact_json
from bankagent.domain.checkup import CheckFinding, CheckResult, Severity
from bankagent.domain.plain_text import plain
from bankagent.service.operations.doctor.examine import NAMES, examine
from bankagent.service.operations.doctor.thresholds import CheckContext

NEEDS_A_PERSON = 1
STYLES = {
    Severity.PROBLEM: "bold red",
    Severity.WARNING: "yellow",
    Severity.UNSEEN: "cyan",
    Severity.OK: "green",
}
WIDTH = max(len(severity.name) for severity in STYLES)


def _checks(names: list[str] | None) -> list[str]:
    """Return the names of --skip; refuse one that no check has."""
    for name in names or []:
        if name not in NAMES:
            raise typer.BadParameter(f"There is no check {name}; there are {', '.join(NAMES)}.")
    return names or []


Skip = Annotated[
    list[str] | None,
    typer.Option(
        "--skip",
        metavar="CHECK",
        callback=_checks,
        help="The name of a check to leave out, because its finding is known and accepted; may be "
        "given several times.",
    ),
]


def doctor(*, skip: Skip = None, as_json: AsJson = False) -> None:
    """Check for what is wrong, or soon will be, and say what to do about it.

    The checks read the server and its settings, the schema, rights, triggers, what blocks vacuum,
    clocks, disk, workers, the audit trail, policies, keys and reference data. They change nothing.

    Exit code 0 when nothing needs a person, 1 when something does (a warning or a problem) or the
    database cannot be reached, 2 when a setting or argument is wrong. Checks that lack a right are
    reported as `unseen`; they do not change the exit code.
    """
    skipped = skip or []
    with database(settings.load()) as url:
        results = asyncio.run(_examined(url, skipped))
    well = all(result.severity < Severity.WARNING for result in results)
    if as_json:
        checks = [_for_scripts(result) for result in results]
        typer.echo(exact_json.dumps({"well": well, "checks": checks, "skipped": skipped}))
    else:
        _show(results, skipped, Console(highlight=False, soft_wrap=True))
    raise typer.Exit(0 if well else NEEDS_A_PERSON)


async def _examined(url: DatabaseUrl, skipped: list[str]) -> list[CheckResult]:
    async with as_operator(url) as conn:
        return await examine(conn, CheckContext(url.is_on_this_machine), skip=skipped)


def _show(results: list[CheckResult], skipped: list[str], out: Console) -> None:
    for result in sorted(results, key=lambda one: -one.severity):
        for finding in sorted(result.findings, key=lambda one: -one.severity):
            out.print(_finding(result.check, finding))
    fine = ", ".join(result.check for result in results if result.severity is Severity.OK)
    if fine:
        out.print(_head(Severity.OK, fine))
    if skipped:
        out.print(Text(f"{'skipped':<{WIDTH}}  {', '.join(skipped)}"))
    out.print(Text(_verdict(results), style="bold"))


def _finding(check: str, finding: CheckFinding) -> Text:
    indent = " " * (WIDTH + 2)
    head = _head(finding.severity, f"{check}: {plain(finding.message)}")
    return Text.assemble(head, "\n", indent, ("→ ", "dim"), plain(finding.remedy))


def _head(severity: Severity, text: str) -> Text:
    return Text.assemble((f"{_word(severity):<{WIDTH}}", STYLES[severity]), "  ", text)


def _word(severity: Severity) -> str:
    return severity.name.lower()


def _verdict(results: list[CheckResult]) -> str:
    found = [finding.severity for result in results for finding in result.findings]
    problems, warnings = found.count(Severity.PROBLEM), found.count(Severity.WARNING)
    if not problems + warnings:
        return "No problems and no warnings."
    return f"{_counted(problems, 'problem')}, {_counted(warnings, 'warning')}."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _for_scripts(result: CheckResult) -> dict[str, Any]:
    return {
        "check": result.check,
        "about": result.about,
        "level": _word(result.severity),
        "findings": [
            {
                "level": _word(finding.severity),
                "code": finding.code,
                "what": finding.message,
                "do": finding.remedy,
            }
            for finding in result.findings
        ],
    }
