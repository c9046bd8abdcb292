"""`bankagent status`: the status of the service, for an operator or for a script."""

import asyncio
from dataclasses import asdict

import typer
from rich.console import Console

from bankagent import settings
from bankagent.cli.policy_text import print_scheduled
from bankagent.cli.shared import AsJson, for_scripts
from bankagent.cli.tables import console, table
from bankagent.db.operator_errors import in_one_sentence
from bankagent.db.pool import connect
from bankagent.db.server import database
from bankagent.domain import exact_json
from bankagent.domain.counted import counted
from bankagent.domain.durations import formatted
from bankagent.domain.pause import Pause
from bankagent.domain.plain_text import plain
from bankagent.domain.status import PendingAsks, QueueDepth, RowHolder, ServiceStatus, WorkerState
from bankagent.service.operations.status import read

NEEDS_A_PERSON = 1


def status(*, as_json: AsJson = False) -> None:
    """Show queues, pauses, workers, stuck requests and gaps in the audit trail.

    Exit code 0 when all is well, 1 when something needs a person or the database cannot be
    reached, 2 when a setting is wrong.
    """
    with database(settings.load()) as url, in_one_sentence():
        found = asyncio.run(_read(url.conninfo(application_name="bankagent status")))
    if as_json:
        typer.echo(exact_json.dumps(for_scripts(asdict(found) | {"well": found.well})))
    else:
        _show(found, console())
    raise typer.Exit(0 if found.well else NEEDS_A_PERSON)


async def _read(conninfo: str) -> ServiceStatus:
    async with await connect(conninfo) as conn:
        return await read(conn)


def _show(found: ServiceStatus, out: Console) -> None:
    _show_queues(found.queues, out)
    for pause in found.pauses:
        out.print(_paused(pause), style="yellow")
    for stop in found.stops:
        asked = f"; {stop.lift_asked_by} asks to lift it" if stop.lift_asked_by else ""
        said = f"{stop.what.capitalize()} are stopped by {stop.stopped_by}: {plain(stop.reason)}"
        out.print(said + asked, style="yellow")
    _show_workers(found.workers, out)
    for one in found.open:
        out.print(f"{one.requests} requests {one.status}")
    for trouble in found.troubles:
        named = f"request {trouble.request_id}" if trouble.request_id else "no request"
        out.print(f"{named}: {trouble.what}", style="red")
    for holder in found.row_holders:
        out.print(_held(holder), style="yellow")
    for name in found.unsigned:
        out.print(
            f"The policy {name} is in force as shipped: no person of the bank has activated it."
        )
    for number in found.unreviewed:
        said = f"Break-glass {number} was not reviewed within a business day"
        out.print(f"{said}: bankagent authority review {number}", style="yellow")
    _show_redactions(found.redaction_asks, out)
    print_scheduled(found.scheduled)
    verdict = "All is well." if found.well else f"Needs attention: {found.verdict}"
    out.print(verdict, style="bold")


def _show_queues(queues: tuple[QueueDepth, ...], out: Console) -> None:
    numbers = ("ready", "later", "in hand", "oldest wait", "workers")
    shown = table("queue", *numbers, right=numbers)
    for queue in queues:
        serving = "" if queue.workers is None else queue.workers
        cells = (queue.ready, queue.scheduled, queue.doing, formatted(queue.oldest_wait), serving)
        shown.add_row(queue.queue, *map(str, cells))
    out.print(shown if queues else "No queue has open jobs.")


def _show_workers(workers: tuple[WorkerState, ...], out: Console) -> None:
    shown = table(
        "worker", "process", "version", "serves", "heartbeat", "in hand", "oldest wait",
        right=("worker", "version", "heartbeat", "in hand", "oldest wait"),
    )  # fmt: skip
    for worker in workers:
        shown.add_row(
            str(worker.worker_id),
            f"{worker.host} {worker.pid}" if worker.pid else "not of bankagent",
            worker.version or "",
            _serves(worker),
            f"{formatted(worker.heartbeat_age)} ago",
            str(worker.jobs_held),
            formatted(worker.oldest_wait),
            style="" if worker.alive else "red",
        )
    out.print(shown if workers else "No worker is registered.")


def _serves(worker: WorkerState) -> str:
    if not worker.pid:
        return ""
    names = ", ".join(worker.queues) if worker.queues is not None else "all"
    return names if worker.listens else f"{names}; polls"


def _show_redactions(asks: PendingAsks, out: Console) -> None:
    if asks.pending:
        waits = f"{counted(asks.pending, 'redaction')} for a second person"
        since = f"the oldest for {formatted(asks.oldest)}"
        out.print(f"Waiting: {waits}, {since}: bankagent retention asks", style="yellow")


def _held(holder: RowHolder) -> str:
    session = f"Session {holder.pid}" if holder.pid else "The prepared transaction"
    named = f"{session} of {holder.who} ({plain(holder.application) or 'no name'})"
    rows = f"has held rows of {', '.join(holder.tables)} for {formatted(holder.lasts)}"
    return f"{named} {rows} ({holder.state}), and what needs them waits: {holder.what_to_do}"


def _paused(pause: Pause) -> str:
    since = f"for {formatted(pause.lasts)} by {pause.paused_by}"
    return f"The {pause.what} has been paused {since}: {plain(pause.reason)}"
