"""Cast a vote."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Vote, Voted
from bankagent.errors import Unavailable
from bankagent.store import statements

SQL = statements.load(__name__)


async def cast(conn: Connection, vote: Vote, *, traceparent: str | None) -> Voted:
    """Cast a vote; BA403, BA404, BA409 or BA412 where that cannot be."""
    async with conn.cursor(row_factory=class_row(Voted)) as cursor:
        await cursor.execute(
            SQL["cast"],
            {
                "request_id": vote.request_id,
                "verdict": vote.verdict,
                "reason": vote.reason,
                "digest": vote.digest,
                "actor": vote.reviewer,
                "traceparent": traceparent,
                "override_code": vote.override_code,
                "client_reason": vote.client_reason,
            },
        )
        voted = await cursor.fetchone()
    if voted is None:
        raise Unavailable("The database did not say what became of the vote: read the request.")
    return voted
