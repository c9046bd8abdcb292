"""Bring a database to this code's schema: the files of sql/, in one transaction, under one lock."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import psycopg

from bankagent.db import migration_lock, schema, session
from bankagent.db.operator_errors import refusals
from bankagent.db.requirements import refuse_server
from bankagent.db.roles import Connection, become_owner, value
from bankagent.domain import exact_json
from bankagent.domain.package import ShippedPackage
from bankagent.errors import SchemaMismatch

# Services lock tables in another order. Beside 8 callers and 2 workers, at 600 requests a second, 2
# of 4 migrations from version 2 met a deadlock and were ended by PostgreSQL.
TRIES = 5
# Read through JSON, since a database of version 2 has no column ddl_sha256.
RECORDED = """
select f.file, f.sha256, to_jsonb(f) ->> 'ddl_sha256' from bankagent.schema_files as f
"""
# As JSON, for the view of version 2 has no column code: all that it shows is then mended.
DRIFT = """
select d.kind, d.name, d.drift, to_jsonb(d) ->> 'code' from ops.schema_drift as d order by 1, 2
"""
# Kinds of objects that the files make again: drift of these is mended.
MENDED = ("function", "view", "trigger", "index")
RIGHTS = "grants.sql"
SHIP = "select bankagent.ship_package(%s::text, %s::jsonb, %s::jsonb)"


class Applied(NamedTuple):
    """Digests of a file that was applied to a database, in hex: of its bytes, and of its DDL."""

    sha256: str
    ddl_sha256: str | None


def migrate(
    url: str,
    *,
    packages: Sequence[ShippedPackage] = (),
    log: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Install or upgrade bankagent's schema and return the names of the files that were applied.

    The request types and policies of a bank's `packages` are stored after them, and their names
    follow: securities-loans/request_types/securities_loan.

    Running it again, or in several processes at once, is safe. The user must be a member of
    bankagent_owner. Missing roles are created if the user may create roles.

    A file that makes tables is applied once. If only its comments changed since, they are applied
    again. All other files are applied again when they change.

    Raises:
        CannotRun: the database's encoding is not UTF8.
        SchemaMismatch: the server is older than PostgreSQL 15, the database is newer than this
            code, the DDL of a file or a policy of a package changed after it was applied, or the
            roles are missing.
        Unavailable: another migration held the lock for a minute.
    """
    with session.connect(url, application_name="bankagent migrate") as conn:
        refuse_server(conn.info.server_version, conn.info.parameter_status("server_encoding") or "")
        migration_lock.begin(conn, log)
        for _ in range(TRIES - 1):
            with suppress(psycopg.errors.DeadlockDetected):
                return _in_one_transaction(conn, packages, log)
            log("a deadlock with a service: trying again")
        return _in_one_transaction(conn, packages, log)


def _in_one_transaction(
    conn: Connection, packages: Sequence[ShippedPackage], log: Callable[[str], None]
) -> list[str]:
    with conn.transaction():
        become_owner(conn, log)
        migration_lock.hold_versions(conn)
        conn.execute("set local lock_timeout to '5s'")
        return [*_apply(conn, log), *_ship(conn, packages, log)]


def _ship(
    conn: Connection, packages: Sequence[ShippedPackage], log: Callable[[str], None]
) -> list[str]:
    """Store the types and policies of packages; return the names of those that are new here."""
    written: list[str] = []
    for one in packages:
        items = (exact_json.dumps(list(one.types)), exact_json.dumps(list(one.policies)))
        with refusals():
            new: list[str] = conn.execute(SHIP, (one.name, *items)).fetchall()[0][0]
        if new:
            log(f"package {one.name}: stored {len(new)} request types and policy versions")
        written += new
    return written


def _apply(conn: Connection, log: Callable[[str], None]) -> list[str]:
    recorded = _recorded(conn)
    *files, manifest = schema.files()
    if recorded:
        _refuse_newer(conn)
    pending = [f for f in files if f.name not in recorded or recorded[f.name].sha256 != f.sha256]
    for file in pending:
        if file.once and file.name in recorded:
            _refuse_changed_ddl(file, recorded[file.name])
    # PUBLIC may call a new function, and no service may read a new table, until rights are granted.
    wanted = [f for f in files if f in pending or (pending and f.name == RIGHTS)]
    if _report_drift(conn, log):
        wanted = [f for f in files if not f.once or f in pending]
    for file in wanted:
        with refusals():
            conn.execute(file.comments if file.once and file.name in recorded else file.text)
    if pending:
        # Only then: it records all definitions as intended, and some drift cannot be mended.
        conn.execute(manifest.text)
    if wanted:
        log(f"schema version {schema.version()}: applied {len(wanted)} files")
    return [f.name for f in wanted]


def _report_drift(conn: Connection, log: Callable[[str], None]) -> bool:
    """Log objects that were changed by hand; return True if applying the files mends some of it."""
    if not value(conn, "select to_regclass('ops.schema_drift') is not null"):
        return _recorded(conn) != {}
    found = conn.execute(DRIFT).fetchall()
    for kind, name, drift, _ in found:
        log(f"drift: {kind} {name} {drift}; see ops.schema_drift")
    return any(kind in MENDED and code != "added" for kind, _, _, code in found)


def _refuse_changed_ddl(file: schema.SqlFile, applied: Applied) -> None:
    if applied.ddl_sha256 != file.ddl_sha256:
        raise SchemaMismatch(
            f"sql/{file.name} was changed after it was applied here: restore it, or bring the "
            "change as a migration."
        )


def _recorded(conn: Connection) -> dict[str, Applied]:
    if not value(conn, "select to_regclass('bankagent.schema_files') is not null"):
        return {}
    old = schema.ddl_of_version_2()
    return {
        file: Applied(sha256, ddl_sha256 or old.get(sha256))
        for file, sha256, ddl_sha256 in conn.execute(RECORDED)
    }


def _refuse_newer(conn: Connection) -> None:
    found = value(conn, "select max(version) from bankagent.schema_versions")
    if isinstance(found, int) and found > schema.version():
        raise SchemaMismatch(
            f"This database has schema version {found}, this code {schema.version()}: "
            "install the newer bankagent before you migrate."
        )
