"""Search of the audit log, for auditors and reviewers."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain.exact_json import JsonObject
from bankagent.store import statements

SQL = statements.load(__name__)

SCAN_LIMIT = 20_000  # 15 ms
# Entries of one time have ids close together; a clock that was set back moves them by so much.
MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Filters of the audit log; None leaves all in."""

    request_id: int | None = None
    client_id: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An audit entry with the client and type of its request.

    `ends_scan` is true for the last entry that was scanned; where such an entry does not match, it
    only marks where the next page begins.
    """

    id: int
    request_id: int
    client_id: str
    request_type: str
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: datetime
    job_id: int | None
    attempt: int | None
    trace_id: str | None
    matches: bool
    ends_scan: bool


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """An audit entry with all that it has."""

    id: int
    request_id: int
    client_id: str
    request_type: str
    action: str
    actor: str
    from_status: str
    to_status: str
    created_at: datetime
    job_id: int | None
    attempt: int | None
    trace_id: str | None
    result: JsonObject


async def search(
    conn: Connection, filters: AuditFilters, *, before: int, most: int
) -> list[FoundEntry]:
    """Return the entries before this one, the newest first, and the last one scanned."""
    # What no filter leaves out need not be looked for: the first rows are the page.
    times = (filters.since, filters.until)
    is_filtered = any((filters.client_id, filters.actor, filters.action, *times))
    scan_limit = SCAN_LIMIT if is_filtered else most
    asked = asdict(filters) | {"before": before, "most": most, "scan_limit": scan_limit, "first": 0}
    if filters.since:
        asked["first"] = await first_after(conn, filters.since, -MARGIN)
    if filters.until:
        asked["before"] = min(before, await first_after(conn, filters.until, MARGIN))
    async with conn.cursor(row_factory=class_row(FoundEntry)) as cursor:
        await cursor.execute(SQL["search"], asked, prepare=False)
        return await cursor.fetchall()


async def first_after(conn: Connection, time: datetime, margin: timedelta) -> int:
    """Return the first id from which on no entry is older than a time, moved by a margin."""
    asked = {"time": time, "margin": margin}
    row = await (await conn.execute(SQL["first_after"], asked)).fetchone()
    return int(row[0]) if row else 0


async def entry(conn: Connection, id: int) -> WholeEntry | None:
    """Return one entry; None where there is none."""
    async with conn.cursor(row_factory=class_row(WholeEntry)) as cursor:
        await cursor.execute(SQL["entry"], {"id": id})
        return await cursor.fetchone()


async def actions(conn: Connection) -> list[str]:
    """Return the actions that entries have."""
    return [name for (name,) in await (await conn.execute(SQL["actions"])).fetchall()]
