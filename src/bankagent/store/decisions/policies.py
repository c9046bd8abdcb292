"""The decision tables that are in force."""

from collections.abc import Sequence

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.store import statements

SQL = statements.load(__name__)


async def in_force(conn: Connection, facts: Sequence[str] | None = None) -> dict[str, Policy]:
    """Return the version of each policy that is in force at this instant, by key.

    `facts` are those that a worker finds. Where the version in force needs another one, it is the
    version before, for a minute: for requests that were claimed before.
    """
    return await _by_key(conn, "in_force", None if facts is None else list(facts))


async def newest(conn: Connection) -> dict[str, Policy]:
    """Return the newest version of each policy, by key."""
    return await _by_key(conn, "newest")


async def _by_key(conn: Connection, name: str, facts: list[str] | None = None) -> dict[str, Policy]:
    async with conn.cursor(row_factory=class_row(Policy)) as cursor:
        await cursor.execute(SQL[name], {"facts": facts})
        return {policy.key: policy async for policy in cursor}
