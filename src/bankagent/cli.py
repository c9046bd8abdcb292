"""The operators' door: `bankagent …`."""

import asyncio
import signal
import subprocess
import sys
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from bankagent import approval_command, keys_command, pause_command, settings
from bankagent import run as running
from bankagent.children import Program, keep, stop_on_signals
from bankagent.db import migrate as migration
from bankagent.db import psql as prompt
from bankagent.db.server import database, embedded, in_one_sentence
from bankagent.doctor_command import doctor
from bankagent.errors import BadSettings, BankagentError
from bankagent.status_command import status

app = typer.Typer(
    help="Requests in, decisions and their evidence out: a job queue service in your PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well.")]


@app.command()
def run() -> None:
    """Run everything on this machine: database, API and two workers, until Ctrl-C.

    Without DATABASE_URL the database is an embedded PostgreSQL, whose data stays in the user's
    data folder (or in BANKAGENT_DATA). PORT is the API's, 8000 by default.
    """
    raise typer.Exit(running.run(settings.load()))


@app.command(context_settings=PASS_ON)
def worker(context: typer.Context) -> None:
    """Run one worker, and start it again when it dies; SIGTERM lets it finish its job.

    The same as `procrastinate --app=bankagent.worker.app worker`, whose own options it takes, for
    example -q trade_review or --concurrency 4; `procrastinate worker --help` lists them.
    """
    settings.load()
    command = ("-m", "procrastinate", "--app=bankagent.worker.app", "worker", *context.args)
    program = Program("worker", (sys.executable, *command), once=True, patience_s=None)
    raise typer.Exit(asyncio.run(_keep(program)))


@app.command()
def migrate(*, quiet: Quiet = False) -> None:
    """Bring the database to this version's schema; safe to run again, and by many at once."""
    with database(settings.load()) as url, in_one_sentence():
        applied = migration.migrate(url, log=lambda line: None if quiet else typer.echo(line))
    if not applied and not quiet:
        typer.echo("The schema is up to date.")


@app.command()
def url() -> None:
    """Print the database's URL, with its password, and nothing else.

    The URL of an embedded server is always the same; it answers while `bankagent run` or
    `bankagent psql` holds the server.
    """
    found = settings.load()
    if found.database_url:
        typer.echo(found.database_url.get_secret_value())
        return
    server = embedded(found)
    if not server.data.exists():
        server.start()
        server.release()
    typer.echo(server.url())
    if server.pid is None:
        typer.echo("It is stopped now; `bankagent run` or `bankagent psql` starts it.", err=True)


@app.command(context_settings=PASS_ON)
def psql(context: typer.Context) -> None:
    """Open a SQL prompt on the database; further arguments go to psql, for example -c 'table …'."""
    found = settings.load()
    with database(found) as at:
        argv, env = prompt.command(at, found)
        # Ctrl-C is psql's own: it cancels a statement. Unlike SIG_IGN a handler is not inherited.
        signal.signal(signal.SIGINT, lambda *_: None)
        code = subprocess.run([*argv, *context.args], env=env, check=False).returncode
    raise typer.Exit(code)


app.add_typer(keys_command.callers, name="caller")
app.add_typer(keys_command.reviewers, name="reviewer")
app.add_typer(approval_command.approvals, name="approval")
app.command()(status)
app.command()(doctor)
app.add_typer(pause_command.pauses, name="pause")
app.add_typer(pause_command.resumes, name="resume")


@app.command()
def version() -> None:
    """Print the version of bankagent."""
    typer.echo(installed_version("bankagent"))


def main() -> None:
    """Run the command line; an error of ours is one sentence, and exit code 2 for bad settings."""
    try:
        app()
    except BankagentError as error:
        typer.echo(f"bankagent: {error.detail}", err=True)
        sys.exit(2 if isinstance(error, BadSettings) else 1)


async def _keep(program: Program) -> int:
    with stop_on_signals() as stop:
        return await keep(program, stop, lambda name, text: typer.echo(f"{name} {text}", err=True))
