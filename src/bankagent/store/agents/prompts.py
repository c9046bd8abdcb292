"""Prompts of the model calls on a request, as rows: what was sent, and each message once."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements
from bankagent.store.agents.trace import MOST_BYTES

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class SentRow:
    """A model call: the last message of its prompt, and the message of its answer."""

    step_id: int
    run: int
    last_message_id: int
    answer_message_id: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, with the one before it; `position` counts from 1."""

    message_id: int
    parent_id: int | None
    position: int
    role: str
    content_sha256: str
    is_long: bool | None
    content: str | None
    redacted_at: datetime | None


async def sent(conn: Connection, request_id: int) -> list[SentRow]:
    """Return the model calls of all runs, in order."""
    async with conn.cursor(row_factory=class_row(SentRow)) as cursor:
        await cursor.execute(SQL["sent"], {"request_id": request_id})
        return await cursor.fetchall()


async def messages(conn: Connection, request_id: int) -> list[MessageRow]:
    """Return the messages of all runs, each behind the one before it."""
    async with conn.cursor(row_factory=class_row(MessageRow)) as cursor:
        asked = {"request_id": request_id, "most_bytes": MOST_BYTES}
        await cursor.execute(SQL["messages"], asked)
        return await cursor.fetchall()
