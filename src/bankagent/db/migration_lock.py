"""Locks of a migration: one runs at a time, and a login that may not migrate stops none."""

import time
from collections.abc import Callable

import psycopg

from bankagent.db.roles import OWNER, Connection, value
from bankagent.errors import Unavailable

LOCK = 0x62616E6B  # "bank"; the advisory lock of migrations
PATIENCE_S = 60.0
PAUSE_S = 0.2
BUSY = "Another migration is running: wait until it has finished."
# Every login may take an advisory lock.
HOLDER = """
select
    a.usename,
    r.rolsuper or coalesce((
        select pg_has_role(r.oid, o.oid, 'member')
        from pg_roles as o
        where o.rolname = %(owner)s
    ), false) as may_migrate
from pg_locks as l
inner join pg_stat_activity as a on a.pid = l.pid
inner join pg_roles as r on r.oid = a.usesysid
where l.locktype = 'advisory'
    and l.granted
    and l.database = (select d.oid from pg_database as d where d.datname = current_database())
    and (l.classid, l.objid, l.objsubid) = (0::oid, %(lock)s::bigint::oid, 1)
"""
VERSIONS = "select to_regclass('bankagent.schema_versions') is not null"
LOCK_VERSIONS = "lock table bankagent.schema_versions in share row exclusive mode nowait"


def begin(conn: Connection, log: Callable[[str], None]) -> None:
    """Take the advisory lock of migrations, unless a login holds it that may not migrate.

    Raises:
        Unavailable: another migration held it for a minute.
    """
    # Poll: a session that waits in pg_advisory_lock holds a snapshot. If the session that has the
    # lock builds an index concurrently, it waits for that snapshot: a deadlock.
    until = time.monotonic() + PATIENCE_S
    while not value(conn, f"select pg_try_advisory_lock({LOCK})"):
        holder = conn.execute(HOLDER, {"owner": OWNER, "lock": LOCK}).fetchone()
        if holder and not holder[1]:
            log(f"the user {holder[0]}, who may not migrate, holds the lock of migrations: ignored")
            return
        if time.monotonic() > until:
            raise Unavailable(BUSY)
        time.sleep(PAUSE_S)


def hold_versions(conn: Connection) -> None:
    """Lock the table of versions until the transaction ends: no other login can take this lock.

    Raises:
        Unavailable: another migration held it for a minute.
    """
    if not value(conn, VERSIONS):
        return
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with conn.transaction():
                conn.execute(LOCK_VERSIONS)
        except psycopg.errors.LockNotAvailable:
            if time.monotonic() > until:
                raise Unavailable(BUSY) from None
            time.sleep(PAUSE_S)
        else:
            return
