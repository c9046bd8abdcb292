"""Work of the one elected worker: rescue, end approvals and pauses, retention, sizes."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Expired
from bankagent.domain.job import Rescued
from bankagent.store import statements

SQL = statements.load(__name__)


async def elect(conn: Connection) -> bool:
    """Take the lock of the elected worker; return whether this connection holds it now."""
    row = await (await conn.execute(SQL["elect"])).fetchone()
    return bool(row and row[0])


async def rescue(conn: Connection, *, stuck: bool) -> list[Rescued]:
    """Take back the jobs of dead workers, and with `stuck` mend requests that lost their job."""
    async with conn.cursor(row_factory=class_row(Rescued)) as cursor:
        await cursor.execute(SQL["rescue"], {"stuck": stuck})
        return await cursor.fetchall()


async def expire(conn: Connection) -> list[Expired]:
    """Escalate approvals that are overdue, and reject those that have had twice their time."""
    async with conn.cursor(row_factory=class_row(Expired)) as cursor:
        await cursor.execute(SQL["expire"])
        return await cursor.fetchall()


async def end_pauses(conn: Connection) -> list[str]:
    """End the pauses whose time has come, and return the names of what goes on."""
    return [str(name) for _, name in await (await conn.execute(SQL["end_pauses"])).fetchall()]


async def retain(conn: Connection) -> None:
    """Note the sizes of the tables, and remove some finished jobs that retention does not keep."""
    await conn.execute(SQL["retain"])
