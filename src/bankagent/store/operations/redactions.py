"""Redactions of texts: ask for one, confirm one as a second person, list what waits."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.redaction import Reach, Redaction, RedactionAsk
from bankagent.store import statements

SQL = statements.load(__name__)


async def ask(conn: Connection, kind: str, number: int, reason: str) -> Reach:
    """Ask to redact a request or a document; BA404 or BA409 where there is nothing to redact."""
    async with conn.cursor(row_factory=class_row(Reach)) as cursor:
        await cursor.execute(SQL["ask"], {"kind": kind, "id": number, "reason": reason})
        (found,) = await cursor.fetchall()
        return found


async def confirm(conn: Connection, ask_id: int) -> Redaction:
    """Take the texts of an ask away; BA403 for the person who asked."""
    async with conn.cursor(row_factory=class_row(Redaction)) as cursor:
        await cursor.execute(SQL["confirm"], {"ask_id": ask_id})
        (found,) = await cursor.fetchall()
        return found


async def waiting(conn: Connection) -> list[RedactionAsk]:
    """Return the asks that a second person may confirm, oldest first."""
    async with conn.cursor(row_factory=class_row(RedactionAsk)) as cursor:
        await cursor.execute(SQL["waiting"])
        return await cursor.fetchall()
