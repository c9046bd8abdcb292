"""What keeps vacuum from removing dead rows, WAL from being recycled, notifications from leaving.

Each makes the queue slower the longer it lasts.
"""

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.domain.durations import said
from bankagent.service.operations.doctor.here import Here
from bankagent.store.operations import doctor

HOURS = 12  # times the limit: from then on it is a problem


async def long_transactions(conn: Connection, here: Here) -> list[CheckFinding]:
    """No transaction is open for so long that dead rows pile up."""
    await doctor.must_see_everybody(conn)
    limit = here.limits.long_transaction
    findings = []
    for one in await doctor.rows(conn, "long_transactions", longer_than=limit):
        kind = problem if one.lasts > limit * HOURS else warning
        who = f"{one.username} ({one.application or 'no application name'})"
        what = f"Process {one.pid} of {who} has been {one.state} for {said(one.lasts)}."
        findings.append(kind(what, f"ask them, or: select pg_terminate_backend({one.pid});"))
    return findings


async def prepared_transactions(conn: Connection, here: Here) -> list[CheckFinding]:
    """No prepared transaction is left over: it holds what an open one holds, for ever."""
    limit = here.limits.long_transaction
    return [
        problem(
            f"The prepared transaction {one.gid!r} of {one.owner} has been open for "
            f"{said(one.lasts)}.",
            f"commit prepared '{one.gid}'; or rollback prepared '{one.gid}';",
        )
        for one in await doctor.rows(conn, "prepared_transactions", longer_than=limit)
    ]


async def replication_slots(conn: Connection, _: Here) -> list[CheckFinding]:
    """No replication slot keeps WAL for a reader who is gone."""
    return [
        warning(
            f"Nobody reads the replication slot {one.name}, which keeps {one.keeps} of WAL.",
            f"bring its reader back, or: select pg_drop_replication_slot('{one.name}');",
        )
        for one in await doctor.rows(conn, "idle_slots")
    ]


async def notification_queue(conn: Connection, here: Here) -> list[CheckFinding]:
    """The server's queue of notifications is not filling up; when it is full no commit works."""
    await doctor.must_see_everybody(conn)
    found = await doctor.row(conn, "notification_queue")
    if found.used <= here.limits.notification_queue:
        return []
    idle = found.idle_in_transaction
    do = "end the oldest session that listens and is idle in a transaction"
    what = f"The queue of notifications is {found.used:.1%} full."
    return [problem(what, f"{do} ({idle})" if idle else do)]
