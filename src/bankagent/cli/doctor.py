"""`bankagent doctor`: all that is wrong, or soon will be, and what to do about it."""

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bankagent import settings
from bankagent.cli.shared import AsJson
from bankagent.cli.terminal import plain
from bankagent.db.operator_login import as_operator
from bankagent.db.server import database
from bankagent.db.url import DatabaseUrl
from bankagent.domain import exact_json
from bankagent.domain.checkup import Checked, CheckFinding, Level
from bankagent.service.operations.doctor.examine import NAMES, examine
from bankagent.service.operations.doctor.here import Here

NEEDS_A_PERSON = 1
LOOKS = {
    Level.PROBLEM: ("problem", "bold red"),
    Level.WARNING: ("warning", "yellow"),
    Level.UNSEEN: ("unseen", "cyan"),
    Level.OK: ("ok", "green"),
}
WIDTH = max(len(word) for word, _ in LOOKS.values())


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
        help="A check to leave out, by its name, for what you know of and accept; may be there "
        "several times.",
    ),
]


def doctor(*, skip: Skip = None, as_json: AsJson = False) -> None:
    """Look for what is wrong, or soon will be, and say what to do about it.

    Looks at the server and its settings, the schema, rights, triggers, what keeps vacuum from its
    work, clocks, disk, workers, the audit trail, policies and keys. Changes nothing.

    Exit code 0 when nothing needs a person, 1 when something does (a warning or a problem) or the
    database cannot be reached, 2 when a setting is wrong. What it may not see is said, and no
    reason to fail.
    """
    left_out = skip or []
    with database(settings.load()) as url:
        found = asyncio.run(_examined(url, left_out))
    well = all(checked.level < Level.WARNING for checked in found)
    if as_json:
        checks = [_plain(checked) for checked in found]
        typer.echo(exact_json.dumps({"well": well, "checks": checks, "skipped": left_out}))
    else:
        _show(found, left_out, Console(highlight=False, soft_wrap=True))
    raise typer.Exit(0 if well else NEEDS_A_PERSON)


async def _examined(url: DatabaseUrl, left_out: list[str]) -> list[Checked]:
    async with as_operator(url) as conn:
        return await examine(conn, Here(url.is_on_this_machine), skip=left_out)


def _show(found: list[Checked], left_out: list[str], out: Console) -> None:
    for checked in sorted(found, key=lambda one: -one.level):
        if checked.level is Level.OK:
            continue
        for finding in sorted(checked.findings, key=lambda one: -one.level):
            out.print(_in_words(checked.check, finding))
    fine = ", ".join(one.check for one in found if one.level is Level.OK)
    if fine:
        out.print(_head(Level.OK, fine))
    if left_out:
        out.print(Text(f"{'skipped':<{WIDTH}}  {', '.join(left_out)}"))
    out.print(Text(_verdict(found), style="bold"))


def _in_words(check: str, finding: CheckFinding) -> Text:
    indent = " " * (WIDTH + 2)
    head = _head(finding.level, f"{check}: {plain(finding.what)}")
    return Text.assemble(head, "\n", indent, ("→ ", "dim"), plain(finding.do))


def _head(level: Level, words: str) -> Text:
    name, style = LOOKS[level]
    return Text.assemble((f"{name:<{WIDTH}}", style), "  ", words)


def _verdict(found: list[Checked]) -> str:
    levels = [finding.level for checked in found for finding in checked.findings]
    problems, warnings = levels.count(Level.PROBLEM), levels.count(Level.WARNING)
    if not problems + warnings:
        return "Nothing needs you."
    return f"Look: {_counted(problems, 'problem')}, {_counted(warnings, 'warning')}."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _plain(checked: Checked) -> dict[str, Any]:
    return {
        "check": checked.check,
        "about": checked.about,
        "level": LOOKS[checked.level][0],
        "findings": [
            {"level": LOOKS[one.level][0], "what": one.what, "do": one.do}
            for one in checked.findings
        ],
    }
