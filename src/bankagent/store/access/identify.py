"""Who holds which key, as the API asks it."""

from dataclasses import dataclass, field

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a key: scopes of a caller, role of a reviewer.

    `state` is works, revoked, expired or disabled.
    """

    kind: str
    holder: str
    secret_sha256: str = field(repr=False)
    scopes: list[str] | None
    role: str | None
    state: str


async def holder(conn: Connection, key_id: str) -> Holder | None:
    """Return the holder of a key; None where no key has this id."""
    async with conn.cursor(row_factory=class_row(Holder)) as cursor:
        await cursor.execute(SQL["holder"], {"key_id": key_id})
        return await cursor.fetchone()
