"""Figures of queues, attempts and the database, as operators watch them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class TypeWaits:
    """Attempts of a request type in the last hour: waits and durations, in seconds."""

    request_type: str
    attempts: int
    errors: int
    waited_p50_s: float | None
    waited_p95_s: float | None
    ran_p50_s: float | None
    ran_p95_s: float | None


@dataclass(frozen=True, slots=True)
class Minute:
    """Requests that came in, and that left the queue, in one minute."""

    at: datetime
    came: int
    left_queue: int


@dataclass(frozen=True, slots=True)
class DatabaseLoad:
    """Connections to the server, and the seconds of the longest transaction in this database."""

    connections: int
    most_connections: int
    longest_transaction_s: float | None


@dataclass(frozen=True, slots=True)
class Pausable:
    """A queue or a request type, which an operator may pause."""

    name: str
    holds: str


async def waits(conn: Connection) -> list[TypeWaits]:
    """Return the waits of each request type in the last hour."""
    return await _rows(conn, "waits", TypeWaits)


async def per_minute(conn: Connection) -> list[Minute]:
    """Return the requests of the last 30 minutes, minute by minute."""
    return await _rows(conn, "per_minute", Minute)


async def database(conn: Connection) -> DatabaseLoad:
    """Return the load of the database."""
    (found,) = await _rows(conn, "database", DatabaseLoad)
    return found


async def pausable(conn: Connection) -> list[Pausable]:
    """Return all queues and request types."""
    return await _rows(conn, "pausable", Pausable)


async def _rows(conn: Connection, name: str, row: type[Row]) -> list[Row]:
    async with conn.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(SQL[name])
        return await cursor.fetchall()
