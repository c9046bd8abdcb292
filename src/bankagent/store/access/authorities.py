"""Authorities of reviewers, as operators list, grant and end them."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.authority import Authority, Limit, Scope
from bankagent.store import statements

SQL = statements.load(__name__)


async def of_reviewer(
    conn: Connection, reviewer: str, *, in_force: bool = False
) -> list[Authority]:
    """Return the authorities of a reviewer, the oldest first: all, or those that are in force."""
    async with conn.cursor(row_factory=class_row(Authority)) as cursor:
        await cursor.execute(SQL["of_reviewer"], {"reviewer": reviewer, "in_force": in_force})
        return await cursor.fetchall()


async def role_of(conn: Connection, reviewer: str) -> str | None:
    """Return the role of a reviewer; None where there is no such reviewer."""
    row = await (await conn.execute(SQL["role_of"], {"reviewer": reviewer})).fetchone()
    return None if row is None else str(row[0])


async def is_demanded(conn: Connection, role: str) -> bool:
    """Return whether a stage of the demands in force asks for this role."""
    row = await (await conn.execute(SQL["is_demanded"], {"role": role})).fetchone()
    return bool(row and row[0])


async def grant_authority(
    conn: Connection, reviewer: str, role: str, limit: Limit, scope: Scope, *, reason: str
) -> int:
    """Grant an authority; return its number. BA404 where there is no such reviewer."""
    parameters = {
        "reviewer": reviewer,
        "role": role,
        "reason": reason,
        "request_type": limit.request_type,
        "max_amount": limit.amount,
        "currency": limit.currency,
        "desk": scope.desk,
        "valid_from": scope.valid_from,
        "valid_to": scope.valid_to,
    }
    row = await (await conn.execute(SQL["grant_authority"], parameters)).fetchone()
    return int((row or (0,))[0])


async def end_authority(conn: Connection, authority_id: int, *, reason: str) -> None:
    """End an authority for ever; BA404 where there is none, BA409 where it has ended."""
    await conn.execute(SQL["end_authority"], {"authority_id": authority_id, "reason": reason})
