"""Sessions of people at the pages: the database keeps only the hash of a cookie."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.api_key import HolderType
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class HeldSession:
    """The session of a cookie, with the holder of its key: scopes of a caller, role of a reviewer.

    `state` is works, ended, too_old, idle; or revoked, expired, disabled, of its key.
    """

    state: str
    holder_type: HolderType
    holder: str
    scopes: list[str] | None
    role: str | None
    opened_at: datetime


async def open_session(
    conn: Connection, key_id: str, *, cookie_sha256: str, replaces_sha256: str | None
) -> datetime:
    """Open a session for the holder of a key; return its end. BA403 where the key does not work."""
    asked = {
        "key_id": key_id,
        "cookie_sha256": cookie_sha256,
        "replaces_sha256": replaces_sha256,
    }
    cursor = await conn.execute(SQL["open_session"], asked)
    ends: datetime = (await cursor.fetchone() or ())[0]
    return ends


async def touch(
    conn: Connection, cookie_sha256: str, *, by_person: bool = True
) -> HeldSession | None:
    """Return the session of a cookie, None without one; note that a person read a page."""
    asked = {"cookie_sha256": cookie_sha256, "by_person": by_person}
    async with conn.cursor(row_factory=class_row(HeldSession)) as cursor:
        await cursor.execute(SQL["touch"], asked)
        return await cursor.fetchone()


async def close(conn: Connection, cookie_sha256: str) -> None:
    """Close a session; one that has ended stays as it is."""
    await conn.execute(SQL["close"], {"cookie_sha256": cookie_sha256})
