"""Housekeeping of the workers: rescue, end approvals and pauses, retention, sizes."""

from collections.abc import Sequence

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Expired
from bankagent.domain.job import Rescued, WatchedWorker
from bankagent.store import statements

SQL = statements.load(__name__)


async def watched(conn: Connection) -> list[WatchedWorker]:
    """Return the workers of ours, as the database has them now."""
    async with conn.cursor(row_factory=class_row(WatchedWorker)) as cursor:
        await cursor.execute(SQL["watched"])
        return await cursor.fetchall()


async def rescue(conn: Connection, dead: Sequence[WatchedWorker], *, stuck: bool) -> list[Rescued]:
    """Take back the jobs of workers that are dead, and of none; return them.

    A worker that has beaten since it was seen keeps its jobs. With `stuck` requests that lost their
    job are mended.
    """
    asked = {
        "stuck": stuck,
        "watched": [one.worker_id for one in dead],
        "heartbeats": [one.heartbeat for one in dead],
    }
    async with conn.cursor(row_factory=class_row(Rescued)) as cursor:
        await cursor.execute(SQL["rescue"], asked)
        return await cursor.fetchall()


async def rescue_unwatched(conn: Connection, *, stuck: bool) -> list[Rescued]:
    """Do as `rescue`, where the database says itself which workers are dead."""
    async with conn.cursor(row_factory=class_row(Rescued)) as cursor:
        await cursor.execute(SQL["rescue_unwatched"], {"stuck": stuck})
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
