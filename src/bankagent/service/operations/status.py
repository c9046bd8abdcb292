"""Status of the service: "well", or one sentence that says what needs a person."""

from collections.abc import Sequence
from datetime import timedelta

from bankagent.db.pool import Connection
from bankagent.domain.pause import Pause
from bankagent.domain.status import QueueDepth, RowHolder, ServiceStatus, Trouble, WorkerState
from bankagent.store.decisions import stops
from bankagent.store.operations import pauses, status
from bankagent.store.policies import versions

# Longer than a restart of all workers takes.
LONG_WAIT = timedelta(minutes=1)
# Requests that are stuck and that no worker mends.
FOR_A_PERSON = {
    "end_not_recorded": (
        "the database refuses to record attempts: see the workers' log and ops.stuck_requests."
    ),
    "doing_too_long": "a worker holds jobs for too long: restart it; see ops.stuck_requests.",
}


async def read(conn: Connection) -> ServiceStatus:
    """Return the status of the service, as the views of `ops` show it."""
    queues = await status.queues(conn)
    paused = await pauses.in_force(conn)
    workers = await status.workers(conn)
    troubles = await status.troubles(conn)
    holders = await status.row_holders(conn)
    return ServiceStatus(
        queues=tuple(queues),
        pauses=tuple(paused),
        workers=tuple(workers),
        open=tuple(await status.open_requests(conn)),
        troubles=tuple(troubles),
        row_holders=tuple(holders),
        unsigned=tuple(await status.unsigned(conn)),
        scheduled=tuple(await versions.scheduled(conn)),
        stops=tuple(await stops.in_force(conn)),
        unreviewed=tuple(await status.unreviewed(conn)),
        redaction_asks=await status.redaction_asks(conn),
        verdict=_beyond(await status.beyond_workers(conn))
        or _verdict(_not_paused(queues, paused), workers, troubles)
        or _held(holders)
        or "well",
    )


def _not_paused(queues: Sequence[QueueDepth], paused: Sequence[Pause]) -> list[QueueDepth]:
    """Return the queues of which nothing is paused: jobs of the others wait on purpose."""
    held = {pause.queue for pause in paused}
    return [queue for queue in queues if queue.queue not in held]


def _beyond(types: Sequence[tuple[str, str | None]]) -> str:
    """Return a sentence where no live worker takes the requests of a type, else no text."""
    if not types:
        return ""
    names = ", ".join(name for name, _ in types)
    packages = ", ".join(sorted({package for _, package in types if package}))
    newer = f"that have the package {packages}" if packages else "of the newer version"
    return (
        f"no live worker finds all facts that the policy of {names} needs, and its requests wait: "
        f"start workers {newer}, or activate the policy version before."
    )


def _verdict(
    queues: Sequence[QueueDepth], workers: Sequence[WorkerState], troubles: Sequence[Trouble]
) -> str:
    """Return a sentence on what needs a person, the worst first, else no text."""
    if unserved := _unserved(queues, workers):
        return unserved
    if any(trouble.kind == "audit_gap" for trouble in troubles):
        return "the audit trail has gaps: a write bypassed the verbs; see ops.audit_gaps."
    for code, verdict in FOR_A_PERSON.items():
        if any(trouble.code == code for trouble in troubles):
            return verdict
    if troubles:
        return "requests are stuck: workers mend them within a minute; see ops.stuck_requests."
    slow = [queue.queue for queue in queues if queue.ready and queue.oldest_wait > LONG_WAIT]
    if slow:
        return f"requests wait for more than a minute in {', '.join(slow)}: start more workers."
    return _deaf(workers)


def _unserved(queues: Sequence[QueueDepth], workers: Sequence[WorkerState]) -> str:
    """Return a sentence where jobs wait that no live worker would claim, else no text."""
    waiting = sum(queue.ready for queue in queues)
    if waiting and not any(worker.alive and worker.pid for worker in workers):
        return f"{waiting} jobs wait and no worker is alive: start one (bankagent worker)."
    unserved = [queue for queue in queues if queue.ready and queue.workers == 0]
    if not unserved:
        return ""
    waiting = sum(queue.ready for queue in unserved)
    names = ", ".join(queue.queue for queue in unserved)
    return (
        f"{waiting} jobs wait and no live worker serves {names}: "
        f"start one (bankagent worker -q {unserved[0].queue}), or mend the -q of those that run."
    )


def _held(holders: Sequence[RowHolder]) -> str:
    """Return a sentence where a session has held rows for longer than any work of ours, else ""."""
    if not holders or holders[0].lasts < LONG_WAIT:
        return ""
    return (
        f"a transaction of {holders[0].who} has held rows for more than a minute, and what needs "
        "them waits: see ops.row_holders."
    )


def _deaf(workers: Sequence[WorkerState]) -> str:
    """Return a sentence where a live worker does not listen, else no text."""
    deaf = [str(one.worker_id) for one in workers if one.alive and one.listens is False]
    if not deaf:
        return ""
    return (
        f"worker {', '.join(deaf)} does not hear of new jobs and only polls for them: its log says "
        "why the listener was lost."
    )
