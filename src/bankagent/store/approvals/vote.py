"""Cast a vote, or escalate."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Escalated, Escalation, Vote, Voted
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


async def escalate(conn: Connection, asked: Escalation, *, traceparent: str | None) -> Escalated:
    """Escalate a request; BA403, BA404, BA409, BA412 or BA422 where that cannot be."""
    async with conn.cursor(row_factory=class_row(Escalated)) as cursor:
        await cursor.execute(
            SQL["escalate"],
            {
                "request_id": asked.request_id,
                "code": asked.code,
                "reason": asked.reason,
                "digest": asked.digest,
                "actor": asked.reviewer,
                "traceparent": traceparent,
            },
        )
        escalated = await cursor.fetchone()
    if escalated is None:
        raise Unavailable("The database did not say whether it is escalated: read the request.")
    return escalated
