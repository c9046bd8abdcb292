"""The server: what it is, how it is set, and what it has left."""

import shutil

from bankagent.db.migrate import OLDEST_SERVER
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, CheckUnseen, Level, problem, warning
from bankagent.service.operations.doctor.here import Here
from bankagent.store.operations import doctor

# One API's pool, and one worker's: two batches, two to spare, its listener and its heartbeat.
OF_AN_API = 10
OF_A_WORKER = 6
FEWEST_WORKERS = 2

# Setting, the value that hurts, how much, and how.
HURTS = (
    ("fsync", "off", Level.PROBLEM, "a crash of the machine can destroy the database"),
    ("full_page_writes", "off", Level.PROBLEM, "a crash of the machine can destroy pages"),
    ("synchronous_commit", "off", Level.PROBLEM, "a crash loses what was acknowledged"),
    ("default_transaction_read_only", "on", Level.PROBLEM, "nothing can be written"),
    ("session_replication_role", "replica", Level.PROBLEM, "triggers hold nothing together"),
    ("session_replication_role", "local", Level.WARNING, "it is not how we were tested"),
    ("track_counts", "off", Level.PROBLEM, "autovacuum does not know what to do"),
    ("track_activities", "off", Level.WARNING, "nobody sees who waits and who blocks"),
    ("default_transaction_isolation", "serializable", Level.WARNING, "verbs fail and repeat"),
    ("default_transaction_isolation", "repeatable read", Level.WARNING, "verbs fail and repeat"),
)
NAMES = sorted({name for name, *_ in HURTS})


async def server(conn: Connection, _: Here) -> list[CheckFinding]:
    """A PostgreSQL that we support, and the one that takes writes."""
    found = await doctor.row(conn, "server")
    findings = []
    if found.number < OLDEST_SERVER:
        wanted = f"upgrade the server to PostgreSQL {OLDEST_SERVER // 10000} or newer"
        findings.append(problem(f"The server is PostgreSQL {found.version}.", wanted))
    if found.is_standby:
        lead = "name all hosts in DATABASE_URL and add target_session_attrs=read-write"
        findings.append(problem("This server is a standby, which takes no writes.", lead))
    return findings


async def settings(conn: Connection, _: Here) -> list[CheckFinding]:
    """Settings of the server, the database and our logins that break a promise."""
    of_server = await doctor.rows(conn, "settings", names=NAMES)
    of_roles = await doctor.rows(conn, "settings_of_roles", names=NAMES)
    given = [(one.name, one.setting, "", f"alter system reset {one.name};") for one in of_server]
    for one in of_roles:
        undo = f'alter role "{one.role}" reset {one.name};'
        if one.role == "everybody":
            undo = f"alter database … reset {one.name};"
        given.append((one.name, one.setting, f" for {one.role}", undo))
    return [
        CheckFinding(level, f"{name} is {setting}{whose}: {how}.", undo)
        for name, setting, whose, undo in given
        for hurting, value, level, how in HURTS
        if (name, setting.lower()) == (hurting, value)
    ]


async def connections(conn: Connection, here: Here) -> list[CheckFinding]:
    """Room for the connections of our API and workers."""
    await doctor.must_see_everybody(conn)
    found = await doctor.row(conn, "connections")
    need = OF_AN_API + OF_A_WORKER * max(FEWEST_WORKERS, found.workers)
    findings = []
    if found.available < need:
        what = f"The server takes {found.available} connections, and we may open {need}."
        findings.append(problem(what, "raise max_connections, and restart the server"))
    elif found.used >= found.available * here.limits.connections_used:
        what = f"{found.used} of {found.available} connections are in use."
        findings.append(warning(what, "see pg_stat_activity; raise max_connections"))
    for limit in await doctor.rows(conn, "connection_limits"):
        if limit.most < OF_AN_API:
            what = f"{limit.whose.capitalize()} may open only {limit.most} connections."
            findings.append(warning(what, f"allow {OF_AN_API} to each API, {OF_A_WORKER} a worker"))
    return findings


async def autovacuum(conn: Connection, _: Here) -> list[CheckFinding]:
    """Autovacuum is on, for every table of ours and of the queue."""
    (found,) = await doctor.rows(conn, "settings", names=["autovacuum"])
    findings = []
    if found.setting == "off":
        what = "autovacuum is off: the queue slows down with every job that it has had."
        do = "alter system reset autovacuum; select pg_reload_conf();"
        findings.append(problem(what, do))
    for table in await doctor.rows(conn, "tables_without_autovacuum"):
        what = f"Autovacuum is switched off for {table.name}."
        findings.append(problem(what, f"alter table {table.name} reset (autovacuum_enabled);"))
    return findings


async def clock(conn: Connection, here: Here) -> list[CheckFinding]:
    """The clocks of this machine and of the database's agree."""
    before = here.now()
    theirs = (await doctor.row(conn, "clock")).now
    after = here.now()
    apart = max(before - theirs, theirs - after, 0.0)
    if apart <= here.limits.clock_apart_s:
        return []
    what = f"This machine's clock and the database's are {apart:.0f} seconds apart."
    return [warning(what, "let both follow the same time servers (chrony, systemd-timesyncd)")]


async def disk(conn: Connection, here: Here) -> list[CheckFinding]:
    """Free space where the server keeps its data, if that is this machine."""
    elsewhere = "look there: df of the data folder, and of pg_wal where that is another volume"
    if not here.database_is_here:
        raise CheckUnseen("Could not look: the server is on another machine.", elsewhere)
    path = (await doctor.row(conn, "data_folder")).path
    try:
        space = shutil.disk_usage(path)
    except OSError:
        what = f"Could not look: {path} is not to be seen from here."
        raise CheckUnseen(what, elsewhere) from None
    limits = here.limits
    if space.free >= max(space.total * limits.disk_free, limits.disk_free_bytes):
        return []
    free = f"{space.free / 1024**3:.1f} of {space.total / 1024**3:.1f} GiB"
    what = f"Only {free} are free where the server keeps its data ({path})."
    return [problem(what, "make room; a full disk stops the server")]
