"""Signs of life of a worker: its heartbeat, and the advisory lock that ends with its process."""

from collections.abc import Sequence
from contextlib import suppress

import psycopg

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


async def keep_worker(
    conn: Connection, worker_id: int, *, host: str, pid: int, version: str
) -> bool:
    """Record a heartbeat; return whether a suspect waits to be claimed alone."""
    asked = {"worker_id": worker_id, "host": host, "pid": pid, "version": version}
    row = await (await conn.execute(SQL["keep_worker"], asked)).fetchone()
    return bool(row and row[0])


async def tell_facts(conn: Connection, worker_id: int, facts: Sequence[str]) -> None:
    """Tell which facts a worker finds; a database of schema version 2 does not ask for it."""
    with suppress(psycopg.errors.UndefinedFunction):
        await conn.execute(SQL["tell_facts"], {"worker_id": worker_id, "facts": list(facts)})


async def tell_queues(
    conn: Connection, worker_id: int, queues: Sequence[str] | None, *, listens: bool
) -> list[str]:
    """Tell which queues a worker serves (None: all); return those that no request type has."""
    told = {"worker_id": worker_id, "queues": queues and list(queues), "listens": listens}
    with suppress(psycopg.errors.UndefinedFunction):  # a database that is not migrated yet
        row = await (await conn.execute(SQL["tell_queues"], told)).fetchone()
        return list(row[0]) if row else []
    return []


async def lock_worker(conn: Connection, worker_id: int) -> bool:
    """Take the advisory lock of a live worker; return whether this connection holds it now."""
    row = await (await conn.execute(SQL["lock_worker"], {"worker_id": worker_id})).fetchone()
    return bool(row and row[0])
