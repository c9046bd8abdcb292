"""The command line `bankagent …`, of operators and reviewers: all commands, and exit codes."""

import asyncio
import sys
from importlib.metadata import version as installed_version

import typer

from bankagent import settings
from bankagent.cli import (
    approvals,
    authorities,
    cases,
    clearances,
    database,
    decisions,
    doctor,
    documents,
    exceptions,
    explain,
    feeds,
    keys,
    models,
    pauses,
    policies,
    reference,
    requests,
    retention,
    reviewers,
    status,
    trace,
)
from bankagent.cli import eval as evaluation
from bankagent.cli import run as running
from bankagent.cli.shared import MARKUP, PASS_ON, AsJson
from bankagent.cli.supervisor import Program, keep, stop_on_signals
from bankagent.cli.terminal import print_to_any_terminal
from bankagent.db import schema
from bankagent.domain import exact_json
from bankagent.errors import BankagentError, CannotRun

app = typer.Typer(
    help="A job queue service in your PostgreSQL: requests in, decisions and their evidence out.",
    epilog="Exit codes: 0 success; 1 failure, or something needs a person; 2 a wrong argument or "
    "setting, or a missing right. Each command has help of its own: bankagent doctor --help.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
)
RUN, OPERATE = "Run the service", "Inspect and operate"
PEOPLE = "Callers, reviewers, requests, approvals, exceptions, feeds, documents and policies"


@app.command(rich_help_panel=RUN)
def run() -> None:
    """Run everything on this machine: database, API and two workers, until Ctrl-C.

    Without DATABASE_URL the database is an embedded PostgreSQL, whose data stays in the user's
    data folder (or in BANKAGENT_DATA). PORT is the API's, 8000 by default.
    """
    raise typer.Exit(running.run(settings.load()))


@app.command(rich_help_panel=RUN, context_settings=PASS_ON)
def worker(context: typer.Context) -> None:
    """Run one worker, and start it again when it dies; SIGTERM lets it finish its jobs.

    It runs `procrastinate --app=bankagent.worker.app worker` and passes all options on, for
    example -q trade_review or --concurrency 4; `procrastinate worker --help` lists them.
    """
    settings.load()
    command = ("-m", "procrastinate", "--app=bankagent.worker.app", "worker", *context.args)
    program = Program("worker", (sys.executable, *command), once=True, patience_s=None)
    raise typer.Exit(asyncio.run(_keep(program)))


app.command(rich_help_panel=RUN)(database.migrate)
app.command(rich_help_panel=OPERATE)(status.status)
app.command(rich_help_panel=OPERATE)(doctor.doctor)
app.command(rich_help_panel=OPERATE)(explain.explain)
app.add_typer(trace.traces, name="trace", rich_help_panel=OPERATE)
app.command(rich_help_panel=OPERATE)(database.url)
app.command(rich_help_panel=OPERATE, context_settings=PASS_ON)(database.psql)
app.add_typer(pauses.pauses, name="pause", rich_help_panel=OPERATE)
app.add_typer(pauses.resumes, name="resume", rich_help_panel=OPERATE)
app.add_typer(decisions.decisions, name="decisions", rich_help_panel=OPERATE)
app.add_typer(evaluation.evaluations, name="eval", rich_help_panel=OPERATE)
app.add_typer(models.models, name="models", rich_help_panel=OPERATE)
app.add_typer(reference.reference, name="reference", rich_help_panel=OPERATE)
app.add_typer(retention.retention, name="retention", rich_help_panel=OPERATE)
app.add_typer(keys.callers, name="caller", rich_help_panel=PEOPLE)
app.add_typer(reviewers.app, name="reviewer", rich_help_panel=PEOPLE)
app.add_typer(requests.requests, name="request", rich_help_panel=PEOPLE)
app.add_typer(approvals.approvals, name="approval", rich_help_panel=PEOPLE)
app.add_typer(authorities.authorities, name="authority", rich_help_panel=PEOPLE)
app.add_typer(exceptions.exceptions, name="exception", rich_help_panel=PEOPLE)
app.add_typer(feeds.feeds, name="feed", rich_help_panel=PEOPLE)
app.add_typer(cases.cases, name="case", rich_help_panel=PEOPLE)
documents.documents.command()(clearances.clear)
documents.documents.command("clearances")(clearances.list_clearances)
app.add_typer(documents.documents, name="documents", rich_help_panel=PEOPLE)
app.add_typer(policies.policies, name="policy", rich_help_panel=PEOPLE)


@app.command(rich_help_panel=RUN)
def version(*, as_json: AsJson = False) -> None:
    """Print the version of bankagent; with --json also those of its schema and its queue."""
    ours, library = installed_version("bankagent"), installed_version("procrastinate")
    versions = {"bankagent": ours, "schema": schema.version(), "procrastinate": library}
    typer.echo(exact_json.dumps(versions) if as_json else ours)


def main() -> None:
    """Run the command line; an error of ours is one sentence, with exit code 2 for CannotRun."""
    print_to_any_terminal()
    try:
        app()
    except BankagentError as error:
        typer.echo(f"bankagent: {error.detail}", err=True)
        sys.exit(2 if isinstance(error, CannotRun) else 1)


async def _keep(program: Program) -> int:
    with stop_on_signals() as stop:
        return await keep(program, stop, lambda name, text: typer.echo(f"{name} {text}", err=True))
