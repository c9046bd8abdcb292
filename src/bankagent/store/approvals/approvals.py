"""What waits for people, and their votes."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Approval, Vote, Voted
from bankagent.errors import Unavailable
from bankagent.store import statements

SQL = statements.load(__name__)


async def waiting(conn: Connection, *, after: int, most: int) -> list[Approval]:
    """Return what waits for people after this request, the oldest request first."""
    async with conn.cursor(row_factory=class_row(Approval)) as cursor:
        await cursor.execute(SQL["waiting"], {"after": after, "most": most})
        return await cursor.fetchall()


async def vote(conn: Connection, cast: Vote, *, traceparent: str | None) -> Voted:
    """Cast a vote; BA403, BA404, BA409 or BA412 where that cannot be."""
    async with conn.cursor(row_factory=class_row(Voted)) as cursor:
        await cursor.execute(
            SQL["vote"],
            {
                "request_id": cast.request_id,
                "verdict": cast.verdict,
                "reason": cast.reason,
                "digest": cast.digest,
                "actor": cast.reviewer,
                "traceparent": traceparent,
            },
        )
        voted = await cursor.fetchone()
    if voted is None:
        raise Unavailable("The database did not say what became of the vote: read the request.")
    return voted
