"""Checks of what blocks vacuum, the recycling of WAL, or the queue of notifications.

Each makes the queue slower the longer it lasts.
"""

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, Severity, problem, warning
from bankagent.domain.durations import formatted
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

PROBLEM_AFTER = 12  # times the threshold


async def long_transactions(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """No transaction is open for so long that dead rows pile up."""
    await doctor.require_all_sessions(conn)
    threshold = context.thresholds.long_transaction
    findings = []
    for one in await doctor.rows(conn, "long_transactions", longer_than=threshold):
        is_problem = one.lasts > threshold * PROBLEM_AFTER
        severity = Severity.PROBLEM if is_problem else Severity.WARNING
        user = f"{one.username} ({one.application or 'no application name'})"
        message = f"Process {one.pid} of {user} has been {one.state} for {formatted(one.lasts)}."
        remedy = f"ask its user, or: select pg_terminate_backend({one.pid});"
        findings.append(CheckFinding(severity, "long_transaction", message, remedy))
    return findings


async def prepared_transactions(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """No forgotten prepared transaction: one blocks vacuum until it is ended by hand."""
    threshold = context.thresholds.long_transaction
    return [
        problem(
            "prepared_transaction",
            f"The prepared transaction {one.gid!r} of {one.owner} has been open for "
            f"{formatted(one.lasts)}.",
            f"commit prepared '{one.gid}'; or rollback prepared '{one.gid}';",
        )
        for one in await doctor.rows(conn, "prepared_transactions", longer_than=threshold)
    ]


async def replication_slots(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No replication slot keeps WAL for a reader that is gone."""
    return [
        warning(
            "idle_replication_slot",
            f"The replication slot {one.name} has no reader, and keeps {one.keeps} of WAL.",
            f"bring its reader back, or: select pg_drop_replication_slot('{one.name}');",
        )
        for one in await doctor.rows(conn, "idle_slots")
    ]


async def notification_queue(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """The server's queue of notifications is not filling up; when it is full no commit works."""
    await doctor.require_all_sessions(conn)
    found = await doctor.row(conn, "notification_queue")
    if found.used <= context.thresholds.notification_queue:
        return []
    idle = found.idle_in_transaction
    remedy = "end the oldest session that listens and is idle in a transaction"
    message = f"The queue of notifications is {found.used:.1%} full."
    return [problem("notification_queue_fills", message, f"{remedy} ({idle})" if idle else remedy)]
