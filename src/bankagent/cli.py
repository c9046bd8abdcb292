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
from bankagent.db import schema
from bankagent.db.server import database, embedded, in_one_sentence
from bankagent.doctor_command import doctor
from bankagent.domain import exact_json
from bankagent.errors import BadSettings, BankagentError
from bankagent.operating import MARKUP, AsJson
from bankagent.status_command import status

app = typer.Typer(
    help="Requests in, decisions and their evidence out: a job queue service in your PostgreSQL.",
    epilog="Exit codes: 0 well; 1 it did not work, or somebody must look; 2 a wrong argument or "
    "setting. Each command tells more: bankagent doctor --help.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
)
RUN, LOOK, PEOPLE = "Run it", "Look, and hold", "Who comes in, and who decides"
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well.")]


@app.command(rich_help_panel=RUN)
def run() -> None:
    """Run everything on this machine: database, API and two workers, until Ctrl-C.

    Without DATABASE_URL the database is an embedded PostgreSQL, whose data stays in the user's
    data folder (or in BANKAGENT_DATA). PORT is the API's, 8000 by default.
    """
    raise typer.Exit(running.run(settings.load()))


@app.command(rich_help_panel=RUN, context_settings=PASS_ON)
def worker(context: typer.Context) -> None:
    """Run one worker, and start it again when it dies; SIGTERM lets it finish its job.

    The same as `procrastinate --app=bankagent.worker.app worker`, whose own options it takes, for
    example -q trade_review or --concurrency 4; `procrastinate worker --help` lists them.
    """
    settings.load()
    command = ("-m", "procrastinate", "--app=bankagent.worker.app", "worker", *context.args)
    program = Program("worker", (sys.executable, *command), once=True, patience_s=None)
    raise typer.Exit(asyncio.run(_keep(program)))


@app.command(rich_help_panel=RUN)
def migrate(*, quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Bring the database to this version's schema; safe to run again, and by many at once."""
    said: list[str] = []
    log = said.append if quiet or as_json else typer.echo
    with database(settings.load()) as url, in_one_sentence():
        applied = migration.migrate(url, log=log)
    if as_json:
        told = {"schema_version": schema.version(), "applied": applied, "said": said}
        typer.echo(exact_json.dumps(told))
    elif not applied and not quiet:
        typer.echo("The schema is up to date.")


app.command(rich_help_panel=LOOK)(status)
app.command(rich_help_panel=LOOK)(doctor)


@app.command(rich_help_panel=LOOK)
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


@app.command(rich_help_panel=LOOK, context_settings=PASS_ON)
def psql(context: typer.Context) -> None:
    """Open a SQL prompt on the database, with our schemas in sight.

    Further arguments go to psql: bankagent psql -c 'select * from ops.queue_depth'.
    """
    found = settings.load()
    with database(found) as at:
        argv, env = prompt.command(at, found)
        # Ctrl-C is psql's own: it cancels a statement. Unlike SIG_IGN a handler is not inherited.
        signal.signal(signal.SIGINT, lambda *_: None)
        code = subprocess.run([*argv, *context.args], env=env, check=False).returncode
    raise typer.Exit(code)


app.add_typer(pause_command.pauses, name="pause", rich_help_panel=LOOK)
app.add_typer(pause_command.resumes, name="resume", rich_help_panel=LOOK)
app.add_typer(keys_command.callers, name="caller", rich_help_panel=PEOPLE)
app.add_typer(keys_command.reviewers, name="reviewer", rich_help_panel=PEOPLE)
app.add_typer(approval_command.approvals, name="approval", rich_help_panel=PEOPLE)


@app.command(rich_help_panel=RUN)
def version(*, as_json: AsJson = False) -> None:
    """Print the version of bankagent; with --json those of its schema and its queue too."""
    ours, library = installed_version("bankagent"), installed_version("procrastinate")
    told = {"bankagent": ours, "schema": schema.version(), "procrastinate": library}
    typer.echo(exact_json.dumps(told) if as_json else ours)


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
