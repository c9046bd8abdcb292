"""The decision tables that are in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.confidence import LEAST_CASES, Upheld
from bankagent.domain.evaluation import PolicyInForce
from bankagent.store import statements

SQL = statements.load(__name__)


async def in_force(
    conn: Connection, facts: Sequence[str] | None = None
) -> dict[str, PolicyInForce]:
    """Return the version of each policy that is in force at this instant, by key.

    `facts` are those that a worker finds. Where the version in force needs another one, it is the
    version before, for a minute: for requests that were claimed before.
    """
    return await _by_key(conn, "in_force", None if facts is None else list(facts))


async def newest(conn: Connection) -> dict[str, PolicyInForce]:
    """Return the newest version of each policy, by key."""
    return await _by_key(conn, "newest")


async def _by_key(
    conn: Connection, name: str, facts: list[str] | None = None
) -> dict[str, PolicyInForce]:
    async with conn.cursor(row_factory=class_row(_Row)) as cursor:
        await cursor.execute(SQL[name], {"facts": facts, "least_cases": LEAST_CASES})
        return {row.key: row.policy() async for row in cursor}


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    version: int
    sha256: str
    table_json: str
    upheld: list[tuple[str, list[str], int, int]] | None

    def policy(self) -> PolicyInForce:
        counted = {
            (request_type, tuple(rules)): Upheld(int(cases), int(upheld))
            for request_type, rules, cases, upheld in self.upheld or ()
        }
        return PolicyInForce(self.key, self.version, self.sha256, self.table_json, counted)
