"""Statements of the doctor; each statement of the twin file belongs to one check."""

from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from bankagent.db.errors import translated
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckUnseen
from bankagent.store import statements

SQL = statements.load(__name__)

# The role to which the server shows what a statement asks; any other asks for tables of ours.
SHOWN_TO = {"data_folder": "pg_monitor"}


async def rows(conn: Connection, name: str, **parameters: Any) -> list[Any]:
    """Return the rows of a statement, their columns by name.

    Raises:
        CheckUnseen: this database user may not see it.
    """
    with translated():
        try:
            async with conn.cursor(row_factory=namedtuple_row) as cursor:
                await cursor.execute(SQL[name], parameters)
                return await cursor.fetchall()
        except psycopg.errors.InsufficientPrivilege:
            raise not_allowed(conn, SHOWN_TO.get(name, "bankagent_auditor")) from None


async def row(conn: Connection, name: str, **parameters: Any) -> Any:
    """Return the only row of a statement."""
    (found,) = await rows(conn, name, **parameters)
    return found


async def canonical(conn: Connection, name: str, given: str) -> str:
    """Return a setting's value as PostgreSQL prints it: off for FALSE, 20ms for 20000us."""
    try:
        async with conn.transaction(force_rollback=True):
            found = await row(conn, "canonical", setting=name, given=given)
    except CheckUnseen:  # a setting that only superusers may try
        found = await row(conn, "canonical_of_others", setting=name, given=given)
    return str(found.printed)


async def require_all_sessions(conn: Connection) -> None:
    """Require that this user may see the sessions of all users.

    Raises:
        CheckUnseen: it may not.
    """
    if not (await row(conn, "sees_all_sessions")).sees:
        raise not_allowed(conn, "pg_monitor")


def not_allowed(conn: Connection, role: str) -> CheckUnseen:
    """Return the error of a check that this user lacks a role for."""
    user = conn.info.user
    message = f"Could not look: the database user {user} lacks the right."
    return CheckUnseen("lacks_right", message, f"grant {role} to {user};")
