"""Startup check: the rights of the database user, and the version of the schema."""

from dataclasses import dataclass

from psycopg.rows import class_row

from bankagent.db import schema
from bankagent.db.pool import Connection
from bankagent.db.requirements import refuse_server
from bankagent.errors import CannotRun, SchemaMismatch, Unavailable
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Login:
    """The database user, its powers, its session and the server; server_version as in 150004."""

    database_user: str
    is_superuser: bool
    is_owner: bool
    has_role: bool
    server_version: int
    server_encoding: str
    replication_role: str
    is_standby: bool
    installed: bool


async def login(conn: Connection, role: str) -> Login:
    """Return the database user with its powers, whether it has this role, and the server."""
    async with conn.cursor(row_factory=class_row(Login)) as cursor:
        await cursor.execute(SQL["login"], {"role": role})
        found = await cursor.fetchone()
    if found is None:
        raise SchemaMismatch("The database did not name our user: run bankagent migrate.")
    return found


async def schema_version(conn: Connection) -> int:
    """Return the version of the schema that is installed."""
    row = await (await conn.execute(SQL["schema_version"])).fetchone()
    return int(row[0]) if row else 0


def _refuse_session(found: Login) -> None:
    """Refuse a setting that no connection of ours can change: only superusers may."""
    if found.replication_role == "replica":
        raise CannotRun(
            f"session_replication_role is replica for the database user {found.database_user}, so "
            "that no trigger would hold the audit trail together: bankagent doctor names the "
            "statement that undoes it."
        )
    if found.is_standby:
        raise Unavailable(
            "This server is a standby, which takes no writes: name all hosts in the URL, and add "
            "target_session_attrs=read-write."
        )


async def check(conn: Connection, role: str, *, production: bool) -> None:
    """Refuse another schema version, wrong rights, and a session in which our laws do not hold.

    Accepts its own schema version, the one before and the next, so that code and database can be
    upgraded one after the other.

    Raises:
        SchemaMismatch: no schema, another version, or a server older than PostgreSQL 15.
        CannotRun: a database user without the service's role; in production, a superuser or a
            member of the owner; a session in which triggers do not fire; a database whose encoding
            is not UTF8.
        Unavailable: the server is a standby, which a failover may make the primary.
    """
    found = await login(conn, role)
    refuse_server(found.server_version, found.server_encoding)
    _refuse_session(found)
    if production and (found.is_superuser or found.is_owner):
        power = "a superuser" if found.is_superuser else "a member of bankagent_owner"
        raise CannotRun(
            f"In production the service must not work as {found.database_user}, which is {power}: "
            "give it a database user that is a member of bankagent_api or bankagent_worker only."
        )
    if not found.installed:
        raise SchemaMismatch("bankagent is not installed in this database: run bankagent migrate.")
    if not found.has_role:
        raise CannotRun(
            f"The database user {found.database_user} lacks the role {role}: a DBA can grant it, "
            "or give the service another user."
        )
    installed = await schema_version(conn)
    if abs(installed - schema.version()) > 1:
        raise SchemaMismatch(
            f"The database has schema version {installed}, this code needs {schema.version()}: "
            + (
                "run bankagent migrate."
                if installed < schema.version()
                else "install the newer code."
            )
        )
