"""Past evaluations, read as the role bankagent_shadow in one transaction that cannot write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

import psycopg
from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.domain.replay import Extent, PastEvaluation, Window
from bankagent.errors import Forbidden, SchemaMismatch
from bankagent.store import statements

SQL = statements.load(__name__)

NOT_A_MEMBER = (
    "This database user may not become bankagent_shadow, as which past requests are replayed: a "
    "DBA can grant it that role, or bankagent_auditor."
)
NO_SHADOW = "The role bankagent_shadow does not exist: run bankagent migrate."


@asynccontextmanager
async def as_shadow(conn: Connection) -> AsyncIterator[None]:
    """Begin a read-only transaction of one instant, and become bankagent_shadow until it ends.

    Raises:
        Forbidden: this database user is no member of the role.
        SchemaMismatch: the role is missing.
    """
    await conn.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
    await conn.set_read_only(True)
    async with conn.transaction():
        await become_shadow(conn)
        yield


async def become_shadow(conn: Connection) -> None:
    """Become bankagent_shadow until the transaction ends; errors as in `as_shadow`."""
    try:
        await conn.execute(SQL["become_shadow"])
    except psycopg.errors.InsufficientPrivilege:
        raise Forbidden(NOT_A_MEMBER) from None
    except psycopg.errors.InvalidParameterValue:
        raise SchemaMismatch(NO_SHADOW) from None


async def extent(conn: Connection, window: Window) -> Extent:
    """Return the number of requests of a window, and the ids that they lie between."""
    async with conn.cursor(row_factory=class_row(Extent)) as cursor:
        await cursor.execute(SQL["extent"], _parameters(window))
        (found,) = await cursor.fetchall()
        return found


async def latest(conn: Connection, window: Window, most: int) -> tuple[int, int]:
    """Return the ids between which the latest requests of the types of a window lie."""
    asked = {"request_types": list(window.request_types or ()), "most": most}
    ((after_id, last_id),) = await (await conn.execute(SQL["latest"], asked)).fetchall()
    return int(after_id), int(last_id)


async def page(
    conn: Connection, window: Window, after_id: int, last_id: int, most: int
) -> list[PastEvaluation]:
    """Return all evaluations of the next requests, at most so many, by request and attempt."""
    parameters = _parameters(window) | {"after_id": after_id, "last_id": last_id, "most": most}
    async with conn.cursor(row_factory=class_row(PastEvaluation)) as cursor:
        await cursor.execute(SQL["page"], parameters)
        return await cursor.fetchall()


async def attempts_not_evaluated(
    conn: Connection, window: Window, after_id: int, last_id: int
) -> int:
    """Return how many attempts ended before they had an evaluation."""
    parameters = _parameters(window) | {"after_id": after_id, "last_id": last_id}
    cursor = await conn.execute(SQL["attempts_not_evaluated"], parameters)
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def policy(conn: Connection, key: str, version: int) -> Policy | None:
    """Return a version of a policy, or None where it is not stored."""
    async with conn.cursor(row_factory=class_row(Policy)) as cursor:
        await cursor.execute(SQL["policy"], {"key": key, "version": version})
        return await cursor.fetchone()


def _parameters(window: Window) -> dict[str, object]:
    given = asdict(window)
    types = window.request_types
    return given | {"request_types": None if types is None else list(types)}
