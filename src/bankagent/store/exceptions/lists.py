"""Trade exceptions: a page of them, how many are in each state, and one with all that it has."""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.trade_exception import (
    AgeBucket,
    ExceptionFilters,
    ListedException,
    WholeException,
)
from bankagent.store import statements

SQL = statements.load(__name__)


async def page(
    conn: Connection, filters: ExceptionFilters, *, before: int, most: int
) -> list[ListedException]:
    """Return at most so many exceptions before this number, the newest first."""
    asked = asdict(filters) | {"before": before, "most": most}
    async with conn.cursor(row_factory=class_row(ListedException)) as cursor:
        await cursor.execute(SQL["page"], asked)
        return await cursor.fetchall()


async def counts(conn: Connection) -> dict[str, int]:
    """Return how many exceptions are in each state."""
    return dict(await (await conn.execute(SQL["counts"])).fetchall())


async def read(conn: Connection, exception_id: int) -> WholeException | None:
    """Return an exception; None where there is none of this number."""
    async with conn.cursor(row_factory=class_row(WholeException)) as cursor:
        await cursor.execute(SQL["read"], {"exception_id": exception_id})
        return await cursor.fetchone()


async def proposal_of(conn: Connection, proposal_id: int) -> int | None:
    """Return the number of the exception that a proposal is about; None where there is none."""
    cursor = await conn.execute(SQL["proposal_of"], {"proposal_id": proposal_id})
    found = await cursor.fetchone()
    return int(found[0]) if found else None


async def vote_fault(conn: Connection, proposal_id: int, reviewer: str) -> str | None:
    """Return why a reviewer may not vote on a proposal, as a clause; None where they may."""
    given = {"proposal_id": proposal_id, "reviewer": reviewer}
    found = await (await conn.execute(SQL["vote_fault"], given)).fetchone()
    return found[0] if found else None


async def ageing(conn: Connection) -> list[AgeBucket]:
    """Return the open exceptions by age, the youngest first."""
    async with conn.cursor(row_factory=class_row(AgeBucket)) as cursor:
        await cursor.execute(SQL["ageing"])
        return await cursor.fetchall()


async def reviewers(conn: Connection) -> list[str]:
    """Return the names of the reviewers to whom an exception can be given."""
    return [name for (name,) in await (await conn.execute(SQL["reviewers"])).fetchall()]
