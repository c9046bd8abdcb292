"""`bankagent status`: how is the service, for a person on a night shift or for a script."""

import asyncio
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bankagent import settings
from bankagent.cli.shared import AsJson, for_scripts
from bankagent.cli.terminal import plain
from bankagent.db.operator_errors import in_one_sentence
from bankagent.db.pool import connect
from bankagent.db.server import database
from bankagent.domain import exact_json
from bankagent.domain.durations import said
from bankagent.domain.pause import Pause
from bankagent.domain.status import ServiceStatus
from bankagent.service.operations.status import look

NEEDS_A_PERSON = 1


def status(*, as_json: AsJson = False) -> None:
    """Show queues, pauses, workers, stuck requests and gaps in the audit trail.

    Exit code 0 when all is well, 1 when a person must look or the database cannot be reached, 2
    when a setting is wrong.
    """
    with database(settings.load()) as url, in_one_sentence():
        found = asyncio.run(_look(url.conninfo(application_name="bankagent status")))
    if as_json:
        typer.echo(exact_json.dumps(for_scripts(asdict(found) | {"well": found.well})))
    else:
        _show(found, Console(highlight=False))
    raise typer.Exit(0 if found.well else NEEDS_A_PERSON)


async def _look(where: str) -> ServiceStatus:
    async with await connect(where) as conn:
        return await look(conn)


def _show(found: ServiceStatus, out: Console) -> None:
    queues = _table("queue", "ready", "later", "in hand", "oldest wait")
    for queue in found.queues:
        cells = (queue.ready, queue.scheduled, queue.doing, said(queue.oldest_wait))
        queues.add_row(queue.queue, *map(str, cells))
    workers = _table("worker", "process", "version", "heartbeat", "in hand", "oldest wait")
    for worker in found.workers:
        style = "" if worker.alive else "red"
        workers.add_row(
            str(worker.worker_id),
            f"{worker.host} {worker.pid}" if worker.pid else "not of bankagent",
            worker.version or "",
            f"{said(worker.heartbeat_age)} ago",
            str(worker.jobs_held),
            said(worker.oldest_wait),
            style=style,
        )
    out.print(queues if found.queues else "Nothing waits.")
    for pause in found.pauses:
        out.print(Text(_paused(pause), style="yellow"))
    out.print(workers if found.workers else "No worker is registered.")
    for waiting in found.open:
        out.print(f"{waiting.requests} requests {waiting.status}")
    for trouble in found.troubles:
        out.print(f"request {trouble.request_id}: {trouble.what}", style="red")
    out.print("All is well." if found.well else f"Look: {found.verdict}", style="bold")


def _paused(pause: Pause) -> str:
    since = f"for {said(pause.lasts)} by {pause.paused_by}"
    return f"The {pause.what} has been paused {since}: {plain(pause.reason)}"


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column in {"queue", "process"} else "right")
    return table
