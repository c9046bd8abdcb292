"""Holder of a key, as the API reads it to identify a caller or reviewer; two names of a person."""

from dataclasses import dataclass, field

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.api_key import HolderType
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a key: scopes of a caller, role of a reviewer.

    `state` is works, revoked, expired or disabled.
    """

    holder_type: HolderType
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


async def is_same_person(conn: Connection, name: str, other: str) -> bool:
    """Return whether two names are of one person, by bankagent.person_key."""
    row = await (
        await conn.execute(SQL["is_same_person"], {"name": name, "other": other})
    ).fetchone()
    return bool(row and row[0])
