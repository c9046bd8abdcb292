"""Work of reviewers (`actor`) on cases, each function by the verb of its name; the file of a case.

BA403, BA404, BA409, BA412 or BA422 where that cannot be, as the comments of the verbs say.
"""

from collections.abc import Mapping
from datetime import datetime

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.case import FindingsGiven
from bankagent.store import statements

SQL = statements.load(__name__)


async def give_findings(
    conn: Connection,
    request_id: int,
    *,
    findings: Mapping[str, object],
    actor: str,
    traceparent: str | None,
) -> FindingsGiven:
    """Give findings on a case, all of them or none: `verdicts`, `waivers`, `judgements`."""
    asked = {
        "request_id": request_id,
        "findings": exact_json.dumps(findings),
        "actor": actor,
        "traceparent": traceparent,
    }
    async with conn.cursor(row_factory=class_row(FindingsGiven)) as cursor:
        await cursor.execute(SQL["give_findings"], asked)
        (given,) = await cursor.fetchall()
        return given


async def confirm_waiver(
    conn: Connection, request_id: int, waiver_id: int, *, actor: str, traceparent: str | None
) -> str:
    """Confirm a waiver as its second person; return the status of the case."""
    asked = {
        "request_id": request_id,
        "waiver_id": waiver_id,
        "actor": actor,
        "traceparent": traceparent,
    }
    ((status,),) = await (await conn.execute(SQL["confirm_waiver"], asked)).fetchall()
    return str(status)


async def file(conn: Connection, request_id: int, *, at: datetime | None) -> str:
    """Return the file of a case as of a time that is over, or of now, as JSON text."""
    asked = {"request_id": request_id, "at": at}
    ((text,),) = await (await conn.execute(SQL["file"], asked)).fetchall()
    return str(text)
