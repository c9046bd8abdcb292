"""Verbs about requests: submit, cancel, requeue, replace the payload, answer.

Where a function takes a `maker`, only that maker's requests exist for it; None means all. The
`traceparent` (W3C) names the span that a verb's audit entries belong to.
"""

from collections.abc import Mapping, Sequence

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.answer import Answer, StoredAnswer
from bankagent.domain.submission import Accepted, Submission
from bankagent.store import statements

SQL = statements.load(__name__)


async def submit(conn: Connection, items: Sequence[Submission]) -> list[Accepted]:
    """Store requests, each with its audit entry and its job; answer for each, in order.

    Raises:
        psycopg.Error: BA422 where an item is wrong; nothing of the batch was stored.
    """
    async with conn.cursor(row_factory=class_row(Accepted)) as cursor:
        await cursor.execute(
            SQL["submit"], {"items": exact_json.dumps([_as_item(item) for item in items])}
        )
        return await cursor.fetchall()


async def cancel(
    conn: Connection, request_id: int, *, actor: str, maker: str | None, traceparent: str | None
) -> bool:
    """Cancel a request and its job, and return whether there is one; BA409 where it is final."""
    asked = _by(request_id, actor, traceparent) | {"maker": maker}
    return await (await conn.execute(SQL["cancel"], asked)).fetchone() is not None


async def requeue(
    conn: Connection,
    request_id: int,
    *,
    actor: str,
    traceparent: str | None,
    reason: str | None = None,
) -> None:
    """Give a failed request, or a received one without an open job, a new job; BA404 or BA409."""
    await conn.execute(SQL["requeue"], _by(request_id, actor, traceparent) | {"reason": reason})


async def replace_payload(
    conn: Connection,
    request_id: int,
    *,
    payload: Mapping[str, object],
    maker: str,
    traceparent: str | None,
) -> int | None:
    """Give a maker's request another payload and a new job; BA409 unless it is needs_info.

    Returns the number of the payload's version; None where the maker has no such request.
    """
    asked = _by(request_id, maker, traceparent) | {"payload": exact_json.dumps(payload)}
    row = await (await conn.execute(SQL["replace_payload"], asked)).fetchone()
    return int(row[0]) if row else None


async def answer(
    conn: Connection, given: Answer, *, traceparent: str | None
) -> StoredAnswer | None:
    """Answer a maker's request, and give it a new job; BA409 unless it is needs_info.

    Returns None where the maker has no such request.
    """
    asked = _by(given.request_id, given.author, traceparent) | {
        "text": given.text,
        "payload": None if given.payload is None else exact_json.dumps(given.payload),
        "key": given.key,
    }
    async with conn.cursor(row_factory=class_row(StoredAnswer)) as cursor:
        await cursor.execute(SQL["answer"], asked)
        return await cursor.fetchone()


def _as_item(submission: Submission) -> dict[str, object]:
    return {
        "client_id": submission.client_id,
        "request_type": submission.request_type,
        "payload": submission.payload,
        "actor": submission.actor,
        "on_behalf_of": submission.on_behalf_of,
        "idempotency_key": submission.idempotency_key,
        "traceparent": submission.traceparent,
    }


def _by(request_id: int, actor: str, traceparent: str | None) -> dict[str, object]:
    return {"request_id": request_id, "actor": actor, "traceparent": traceparent}
