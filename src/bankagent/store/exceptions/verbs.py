"""Work on trade exceptions: each function calls the verb of its name for a reviewer (`actor`).

BA403, BA404, BA409, BA412 or BA422 where that cannot be, as the comments of the verbs say.
"""

from collections.abc import Mapping

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.trade_exception import Moved, ProposalMade, ProposalVoted
from bankagent.store import statements

SQL = statements.load(__name__)


async def move(
    conn: Connection,
    exception_id: int,
    *,
    to_state: str,
    reason: str | None,
    assignee: str | None,
    actor: str,
    traceparent: str | None,
) -> Moved:
    """Move an exception to a state."""
    asked = {
        "exception_id": exception_id,
        "to_state": to_state,
        "reason": reason,
        "assignee": assignee,
        "actor": actor,
        "traceparent": traceparent,
    }
    async with conn.cursor(row_factory=class_row(Moved)) as cursor:
        await cursor.execute(SQL["move"], asked)
        (moved,) = await cursor.fetchall()
        return moved


async def propose(
    conn: Connection,
    exception_id: int,
    *,
    proposed: str,
    content: Mapping[str, object],
    reason: str,
    actor: str,
    traceparent: str | None,
) -> ProposalMade:
    """Propose a repair or a write-off."""
    asked = {
        "exception_id": exception_id,
        "proposed": proposed,
        "content": exact_json.dumps(content),
        "reason": reason,
        "actor": actor,
        "traceparent": traceparent,
    }
    async with conn.cursor(row_factory=class_row(ProposalMade)) as cursor:
        await cursor.execute(SQL["propose"], asked)
        (made,) = await cursor.fetchall()
        return made


async def vote(
    conn: Connection,
    proposal_id: int,
    *,
    verdict: str,
    reason: str,
    digest: str,
    actor: str,
    traceparent: str | None,
) -> ProposalVoted:
    """Vote on a proposal."""
    asked = {
        "proposal_id": proposal_id,
        "verdict": verdict,
        "reason": reason,
        "digest": digest,
        "actor": actor,
        "traceparent": traceparent,
    }
    async with conn.cursor(row_factory=class_row(ProposalVoted)) as cursor:
        await cursor.execute(SQL["vote"], asked)
        (voted,) = await cursor.fetchall()
        return voted


async def comment(
    conn: Connection, exception_id: int, *, visibility: str, text: str, actor: str
) -> int:
    """Comment on an exception; return the comment's number."""
    asked = {
        "exception_id": exception_id,
        "visibility": visibility,
        "text": text,
        "actor": actor,
    }
    ((number,),) = await (await conn.execute(SQL["comment"], asked)).fetchall()
    return int(number)


async def label(
    conn: Connection, exception_id: int, *, label: str, is_set: bool, actor: str
) -> str:
    """Set or remove a label; return the disposition: set, removed or unchanged."""
    asked = {"exception_id": exception_id, "label": label, "is_set": is_set, "actor": actor}
    ((disposition,),) = await (await conn.execute(SQL["label"], asked)).fetchall()
    return str(disposition)


async def reopen(
    conn: Connection, exception_id: int, *, reason: str, actor: str, traceparent: str | None
) -> int:
    """Reopen a closed exception; return the number of the new request."""
    asked = {
        "exception_id": exception_id,
        "reason": reason,
        "actor": actor,
        "traceparent": traceparent,
    }
    ((request_id,),) = await (await conn.execute(SQL["reopen"], asked)).fetchall()
    return int(request_id)
