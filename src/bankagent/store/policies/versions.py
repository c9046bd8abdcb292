"""Versions of policies: list them, read their tables, store, check and activate them.

`actor` is the reviewer for whom the service acts; None for an operator, whose database user acts.
"""

from datetime import datetime
from typing import Literal

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.domain.policy_version import PolicyVersion, ScheduledVersion, StoredVersion
from bankagent.store import statements

SQL = statements.load(__name__)

Check = Literal["lint", "test"]

LAST = 2**31 - 1


async def listed(conn: Connection, key: str | None = None) -> list[PolicyVersion]:
    """Return the versions of a policy, or of all, by key and version."""
    async with conn.cursor(row_factory=class_row(PolicyVersion)) as cursor:
        await cursor.execute(SQL["listed"], {"key": key})
        return await cursor.fetchall()


async def tables(conn: Connection, key: str, up_to: int = LAST) -> list[Policy]:
    """Return the tables of a policy's versions up to one, by version."""
    async with conn.cursor(row_factory=class_row(Policy)) as cursor:
        await cursor.execute(SQL["tables"], {"key": key, "up_to": up_to})
        return await cursor.fetchall()


async def kept_examples(conn: Connection, key: str, version: int) -> bytes | None:
    """Return the examples, as a CSV, that were kept with the last test of a version."""
    cursor = await conn.execute(SQL["kept_examples"], {"key": key, "version": version})
    row = await cursor.fetchone()
    return row[0].encode() if row else None


async def store(
    conn: Connection, key: str, table_json: str, description: str, actor: str | None = None
) -> StoredVersion:
    """Store a draft; BA403, BA404 or BA422 where that cannot be."""
    parameters = {"key": key, "table_json": table_json, "description": description, "actor": actor}
    async with conn.cursor(row_factory=class_row(StoredVersion)) as cursor:
        await cursor.execute(SQL["store"], parameters)
        (stored,) = await cursor.fetchall()
        return stored


async def record_check(
    conn: Connection,
    key: str,
    version: int,
    check: Check,
    *,
    passed: bool,
    report: str,
    actor: str | None = None,
) -> None:
    """Record a lint or a test with its report, which is JSON text; BA403 or BA404."""
    parameters = {"key": key, "version": version, "check_type": check, "passed": passed}
    await conn.execute(SQL["record_check"], parameters | {"report": report, "actor": actor})


async def activate(
    conn: Connection,
    key: str,
    version: int,
    reason: str,
    active_from: datetime | None = None,
    actor: str | None = None,
) -> datetime:
    """Activate a version, at once or from a time on; BA403, BA404, BA409 or BA422.

    The result is the time from which it is in force.
    """
    parameters = {"key": key, "version": version, "reason": reason}
    parameters |= {"active_from": active_from, "actor": actor}
    cursor = await conn.execute(SQL["activate"], parameters)
    since: datetime = (await cursor.fetchone() or ())[0]
    return since


async def withdraw(
    conn: Connection, key: str, version: int, reason: str, actor: str | None = None
) -> list[datetime]:
    """Withdraw the activations of a version for times to come; BA403, BA404, BA409 or BA422.

    The result is the times at which it would have come into force.
    """
    parameters = {"key": key, "version": version, "reason": reason, "actor": actor}
    cursor = await conn.execute(SQL["withdraw"], parameters)
    return [since for (since,) in await cursor.fetchall()]


async def scheduled(conn: Connection, key: str | None = None) -> list[ScheduledVersion]:
    """Return the activations of a policy, or of all, for times to come, the next one first."""
    async with conn.cursor(row_factory=class_row(ScheduledVersion)) as cursor:
        await cursor.execute(SQL["scheduled"], {"key": key})
        return await cursor.fetchall()
