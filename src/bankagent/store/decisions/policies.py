"""The decision tables that are in force."""

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.store import statements

SQL = statements.load(__name__)


async def in_force(conn: Connection) -> dict[str, Policy]:
    """Return the version of each policy that is in force at this instant, by key."""
    return await _by_key(conn, "in_force")


async def newest(conn: Connection) -> dict[str, Policy]:
    """Return the newest version of each policy, by key."""
    return await _by_key(conn, "newest")


async def _by_key(conn: Connection, name: str) -> dict[str, Policy]:
    async with conn.cursor(row_factory=class_row(Policy)) as cursor:
        await cursor.execute(SQL[name])
        return {policy.key: policy async for policy in cursor}
