"""What the doctor asks of the database; each statement of the twin file belongs to one check."""

from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from bankagent.db.pool import Connection
from bankagent.db.refusals import translated
from bankagent.domain.checkup import CouldNotLook
from bankagent.store import statements

SQL = statements.load(__name__)


async def rows(conn: Connection, name: str, **parameters: Any) -> list[Any]:
    """Return the rows of a statement, their columns by name.

    Raises:
        CouldNotLook: this database user may not see it.
    """
    with translated():
        try:
            async with conn.cursor(row_factory=namedtuple_row) as cursor:
                await cursor.execute(SQL[name], parameters)
                return await cursor.fetchall()
        except psycopg.errors.InsufficientPrivilege:
            raise not_allowed(conn) from None


async def row(conn: Connection, name: str, **parameters: Any) -> Any:
    """Return the only row of a statement."""
    (found,) = await rows(conn, name, **parameters)
    return found


async def must_see_everybody(conn: Connection) -> None:
    """See that other users' sessions are not hidden from us.

    Raises:
        CouldNotLook: they are.
    """
    if not (await row(conn, "sees_everybody")).sees:
        raise not_allowed(conn)


def not_allowed(conn: Connection) -> CouldNotLook:
    """Return what says that this user may not see what a check asks for."""
    return CouldNotLook(
        f"Could not look: the database user {conn.info.user} may not see it.",
        f"grant pg_monitor, bankagent_auditor to {conn.info.user};",
    )
