"""Bring a database to this code's schema: the files of sql/, in one transaction, under one lock."""

import time
from collections.abc import Callable

import psycopg

from bankagent.db import schema
from bankagent.errors import SchemaMismatch, Unavailable

LOCK = 0x62616E6B  # "bank": one migration at a time in a database
OWNER = "bankagent_owner"
OLDEST_SERVER = 150000
PATIENCE_S = 60.0

Connection = psycopg.Connection[tuple[object, ...]]


def migrate(url: str, *, log: Callable[[str], None] = lambda _: None) -> list[str]:
    """Install or upgrade bankagent's schema and return the names of the files that were applied.

    Safe to run again and by many at once. Needs a user who is a member of bankagent_owner; where
    the roles are missing and the user may create them, it does.

    Raises:
        SchemaMismatch: the server is older than PostgreSQL 15, the database is newer than this
            code, a table file changed after it was applied, or the roles are missing.
        Unavailable: another migration held the lock for a minute.
    """
    with psycopg.connect(url, autocommit=True, application_name="bankagent migrate") as conn:
        refuse_old_server(conn.info.server_version)
        _lock(conn)
        with conn.transaction():
            _become_owner(conn, log)
            conn.execute("set local lock_timeout to '5s'")
            applied = _apply(conn, log)
        for kind, name, drift in conn.execute("select kind, name, drift from ops.schema_drift"):
            log(f"drift: {kind} {name} {drift}; see ops.schema_drift")
        return applied


def refuse_old_server(server_version: int) -> None:
    """Refuse a server older than PostgreSQL 15; server_version as libpq gives it (150004)."""
    if server_version < OLDEST_SERVER:
        raise SchemaMismatch(
            f"This server is PostgreSQL {server_version // 10000}: bankagent needs 15 or newer."
        )


def _lock(conn: Connection) -> None:
    # Polling: a session that waits in pg_advisory_lock holds a snapshot, and a concurrent index
    # build of the one that has the lock would wait for that snapshot: a deadlock.
    until = time.monotonic() + PATIENCE_S
    while not _value(conn, f"select pg_try_advisory_lock({LOCK})"):
        if time.monotonic() > until:
            raise Unavailable("Another migration is running: wait until it has finished.")
        time.sleep(0.2)


def _become_owner(conn: Connection, log: Callable[[str], None]) -> None:
    if not _value(conn, "select exists (select from pg_roles where rolname = 'bankagent_owner')"):
        if not _value(
            conn,
            "select rolsuper or rolcreaterole from pg_roles where rolname = current_user",
        ):
            raise SchemaMismatch(
                f"The role {OWNER} does not exist: ask a DBA to run sql/roles.sql in this database."
            )
        log("creating the roles")
        conn.execute(schema.read("roles.sql").text)
    if not _value(conn, f"select pg_has_role(current_user, '{OWNER}', 'member')"):
        raise SchemaMismatch(f"This user may not migrate: a DBA can grant it the role {OWNER}.")
    if not _value(conn, f"select has_database_privilege('{OWNER}', current_database(), 'create')"):
        # The roles are the cluster's, this right is the database's.
        conn.execute(schema.read("roles.sql").text)
    conn.execute(f"set local role {OWNER}")


def _apply(conn: Connection, log: Callable[[str], None]) -> list[str]:
    recorded = _recorded(conn)
    *files, manifest = schema.files()
    if recorded:
        _refuse_newer(conn)
    pending = [f for f in files if recorded.get(f.name) != f.sha256]
    for file in pending:
        if file.once and file.name in recorded:
            raise SchemaMismatch(
                f"sql/{file.name} was changed after it was applied here: restore it, or bring the "
                "change as a migration."
            )
    drifted = bool(recorded) and bool(_value(conn, "select exists (table ops.schema_drift)"))
    if drifted:
        log("putting functions, views and triggers right again that were changed by hand")
        pending = [f for f in files if not f.once or f in pending]
    for file in pending:
        conn.execute(file.text)
    if pending:
        conn.execute(manifest.text)
        log(f"schema version {schema.version()}: applied {len(pending)} files")
    return [f.name for f in pending]


def _recorded(conn: Connection) -> dict[str, str]:
    if not _value(conn, "select to_regclass('bankagent.schema_files') is not null"):
        return {}
    rows = conn.execute("select file, sha256 from bankagent.schema_files").fetchall()
    return {str(file): str(sha256) for file, sha256 in rows}


def _refuse_newer(conn: Connection) -> None:
    found = _value(conn, "select max(version) from bankagent.schema_versions")
    if isinstance(found, int) and found > schema.version():
        raise SchemaMismatch(
            f"This database has schema version {found}, this code {schema.version()}: "
            "install the newer bankagent before you migrate."
        )


def _value(conn: Connection, query: str) -> object:
    row = conn.execute(query.encode()).fetchone()
    return row[0] if row else None
