"""Checks of the server: version, connections, autovacuum, clock and disk."""

import shutil

from bankagent.db.pool import Connection
from bankagent.db.requirements import OLDEST_SERVER, REMEDY
from bankagent.db.session import ENCODING
from bankagent.domain.checkup import CheckFinding, CheckUnseen, problem, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

# One API's pool, and one worker's: two batches, two to spare, its listener and its heartbeat.
OF_AN_API = 10
OF_A_WORKER = 6
FEWEST_WORKERS = 2


async def server(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """The server is a PostgreSQL that we support, takes writes, and holds the database in UTF8."""
    found = await doctor.row(conn, "server")
    findings = []
    if found.number < OLDEST_SERVER:
        message = f"The server is PostgreSQL {found.version}."
        remedy = f"upgrade the server to PostgreSQL {OLDEST_SERVER // 10000} or newer"
        findings.append(problem("old_server", message, remedy))
    if found.is_standby:
        message = "This server is a standby, which takes no writes."
        remedy = "name all hosts in DATABASE_URL and add target_session_attrs=read-write"
        findings.append(problem("standby", message, remedy))
    if found.encoding != ENCODING:
        message = f"The database's encoding is {found.encoding}, in which text is lost."
        findings.append(problem("other_encoding", message, REMEDY))
    return findings


async def connections(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """The server has room for the connections of our API and workers."""
    await doctor.require_all_sessions(conn)
    found = await doctor.row(conn, "connections")
    need = OF_AN_API + OF_A_WORKER * max(FEWEST_WORKERS, found.workers)
    findings = []
    if found.available < need:
        message = f"The server takes {found.available} connections, and we may open {need}."
        remedy = "raise max_connections, and restart the server"
        findings.append(problem("too_few_connections", message, remedy))
    elif found.used >= found.available * context.thresholds.connections_used:
        message = f"{found.used} of {found.available} connections are in use."
        remedy = "see pg_stat_activity; raise max_connections"
        findings.append(warning("connections_nearly_used", message, remedy))
    for limit in await doctor.rows(conn, "connection_limits"):
        if limit.most < OF_AN_API:
            message = f"{limit.whose.capitalize()} may open only {limit.most} connections."
            remedy = f"allow {OF_AN_API} to each API, {OF_A_WORKER} a worker"
            findings.append(warning("connection_limit", message, remedy))
    return findings


async def autovacuum(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Autovacuum is on, for every table of ours and of the queue."""
    (found,) = await doctor.rows(conn, "server_settings", names=["autovacuum"])
    findings = []
    if found.setting == "off":
        message = "autovacuum is off: the queue slows down with every job that it has had."
        remedy = "alter system reset autovacuum; select pg_reload_conf();"
        findings.append(problem("autovacuum_off", message, remedy))
    for table in await doctor.rows(conn, "tables_without_autovacuum"):
        message = f"Autovacuum is switched off for {table.name}."
        remedy = f"alter table {table.name} reset (autovacuum_enabled);"
        findings.append(problem("table_without_autovacuum", message, remedy))
    return findings


async def clock(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """The clocks of this machine and of the database's agree."""
    before = context.now()
    theirs = (await doctor.row(conn, "clock")).now
    after = context.now()
    apart = max(before - theirs, theirs - after, 0.0)
    if apart <= context.thresholds.clock_apart_s:
        return []
    message = f"This machine's clock and the database's are {apart:.0f} seconds apart."
    remedy = "let both follow the same time servers (chrony, systemd-timesyncd)"
    return [warning("clocks_apart", message, remedy)]


async def disk(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """The disk of the server's data folder has free space, if that is on this machine."""
    there = "look there: df of the data folder, and of pg_wal where that is another volume"
    if not context.database_is_local:
        message = "Could not look: the server is on another machine."
        raise CheckUnseen("on_another_machine", message, there)
    path = (await doctor.row(conn, "data_folder")).path
    try:
        space = shutil.disk_usage(path)
    except OSError:
        message = f"Could not look: {path} cannot be reached from this account or machine."
        raise CheckUnseen("on_another_machine", message, there) from None
    thresholds = context.thresholds
    if space.free >= max(space.total * thresholds.disk_free, thresholds.disk_free_bytes):
        return []
    free = f"{space.free / 1024**3:.1f} of {space.total / 1024**3:.1f} GiB"
    message = f"Only {free} are free where the server keeps its data ({path})."
    return [problem("disk_nearly_full", message, "make room; a full disk stops the server")]
