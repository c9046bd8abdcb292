"""Requests that wait for approval, and the votes that a reviewer has cast."""

from dataclasses import asdict

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.approval import Approval, OwnVote, Page
from bankagent.store import statements

SQL = statements.load(__name__)


async def page(conn: Connection, asked: Page) -> list[Approval]:
    """Return a page of the requests that wait for approval."""
    async with conn.cursor(row_factory=class_row(Approval)) as cursor:
        await cursor.execute(SQL["page"], asdict(asked))
        return await cursor.fetchall()


async def voted(conn: Connection, *, reviewer: str, before: int | None, most: int) -> list[OwnVote]:
    """Return the votes of a reviewer before this one, the newest first."""
    async with conn.cursor(row_factory=class_row(OwnVote)) as cursor:
        await cursor.execute(SQL["voted"], {"reviewer": reviewer, "before": before, "most": most})
        return await cursor.fetchall()
