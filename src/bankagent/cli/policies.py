"""`bankagent policy …`: lint, test, compare, store and activate decision tables."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bankagent import catalog
from bankagent.cli import policy_checks, policy_replay
from bankagent.cli import policy_files as files
from bankagent.cli import policy_text as text
from bankagent.cli.policy_checks import Facts, Key
from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.cli.tables import console
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.policy_version import PolicyVersion, ScheduledVersion, StoredVersion
from bankagent.service.policies import activate as activation
from bankagent.service.policies import versions
from bankagent.store.policies import versions as stored

OneKey = Annotated[str | None, typer.Argument(metavar="KEY", help="The policy; all without it.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The CSV of the rules.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", min=1, help="The version's number.")]
Exported = Annotated[
    int | None,
    typer.Option("--version", min=1, help="The version; without it the one in force."),
]
To = Annotated[
    Path | None,
    typer.Option("--to", help="Write this CSV with its .facts.json and .tests.csv; else the CSV is "
    "printed."),
]  # fmt: skip
policies = typer.Typer(
    help="Decision tables: export, lint, test, compare, import, replay and activate versions.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@policies.callback()
def know_all_types() -> None:
    """Refuse to judge a policy without the types of a package that is installed here."""
    catalog.refuse_broken_packages()


@policies.command("list")
def list_versions(key: OneKey = None, *, as_json: AsJson = False) -> None:
    """List the versions of a policy, or of all: status, author, and time in force."""

    async def work(conn: Connection) -> tuple[list[PolicyVersion], list[ScheduledVersion]]:
        return await stored.listed(conn, key), await stored.scheduled(conn, key)

    found, scheduled = ask(work)
    if as_json:
        typer.echo(exact_json.dumps([asdict(one) for one in found]))
    elif found:
        console().print(text.version_table(found))
        text.print_scheduled(scheduled)
    else:
        typer.echo("There is no such policy." if key else "There is no policy.")


@policies.command()
def export(key: Key, *, version: Exported = None, to: To = None, as_json: AsJson = False) -> None:
    """Export a version as a CSV for a spreadsheet, with its facts and its examples beside it.

    A CSV that is saved unchanged imports as the same version.
    """
    done = ask(lambda conn: versions.export_all(conn, key, version or versions.IN_FORCE))
    if to:
        files.write(to, done.table_csv, done.facts_json, done.examples_csv)
    if as_json:
        typer.echo(exact_json.dumps(text.exported_as_json(done)))
    elif to:
        typer.echo(f"{done.version.name} is in {to} and {files.facts_beside(to).name}.")
    else:
        typer.echo(done.table_csv, nl=False)


@policies.command("import")
def import_version(key: Key, file: File, *, facts: Facts = None, as_json: AsJson = False) -> None:
    """Store a CSV as a draft, whose author is your database user; nothing is in force by that.

    Without a facts file the draft has the facts of the version in force.
    """
    table_csv, facts_json = files.read(file), files.read_facts(file, facts)
    with text.named_findings():
        done: StoredVersion = ask(lambda conn: versions.store(conn, key, table_csv, facts_json))
    if as_json:
        typer.echo(exact_json.dumps(asdict(done)))
    elif done.disposition == "created":
        typer.echo(f"{key}@{done.version} is stored as a draft; bankagent policy lint {key} next.")
    else:
        typer.echo(f"{key}@{done.version} holds this table already: nothing is stored.")


policies.command()(policy_checks.lint)
policies.command("test")(policy_checks.try_table)
policies.command()(policy_checks.diff)
policies.command()(policy_replay.replay)


@policies.command()
def activate(
    key: Key,
    version: Number,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
    ],
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"],
        help="The time from which it is in force, as 2026-12-01T00:00+01:00; without it, now."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Put a version in force, at once or from a time on; its author may not.

    Its last lint and its last test must have passed, and are made again now. An earlier version
    may be activated again.
    """

    async def work(conn: Connection) -> tuple[datetime, list[ScheduledVersion]]:
        since = await activation.by_operator(conn, key, version, reason, start)
        return since, await stored.scheduled(conn, key)

    since, scheduled = ask(work)
    if as_json:
        told = {"key": key, "version": version, "active_from": since.isoformat()}
        later = [asdict(one) for one in scheduled]
        typer.echo(exact_json.dumps(told | {"scheduled": later}))
        return
    when = f" from {text.minute(since)} on" if start else ""
    typer.echo(f"{key}@{version} is in force{when}.")
    text.print_scheduled([one for one in scheduled if one.active_from != since])


@policies.command()
def withdraw(
    key: Key,
    version: Number,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="Why, in up to 500 characters, without client data.")
    ],
    as_json: AsJson = False,
) -> None:
    """Withdraw a version that is activated for a time to come; what is in force stays.

    Each such activation of the version is withdrawn. One person is enough.
    """
    times = ask(lambda conn: stored.withdraw(conn, key, version, reason))
    if as_json:
        told = {"key": key, "version": version, "withdrawn": [one.isoformat() for one in times]}
        typer.echo(exact_json.dumps(told))
        return
    when = " and ".join(text.minute(one) for one in times)
    typer.echo(f"{key}@{version} does not come into force on {when}: it is withdrawn.")
