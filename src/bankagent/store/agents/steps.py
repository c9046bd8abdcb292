"""Steps of agents: begun, recorded and read back, each under the fence of its attempt."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.agent import (
    Begun,
    Definition,
    FenceLost,
    Step,
    StoredStep,
    ToolCall,
    Verdict,
)
from bankagent.domain.job import Fence
from bankagent.store import statements

SQL = statements.load(__name__)
LOST = "lost"


@dataclass(frozen=True, slots=True)
class RunRow:
    """A step of a run with the run's number; a run without steps has one row, without a step."""

    run: int
    disposition: str
    kind: str | None
    name: str | None
    occurrence: int | None
    input_sha256: str | None
    result: str | None


async def begin_run(
    conn: Connection, fence: Fence, request_id: int, definition: Definition, input_sha256: str
) -> list[RunRow]:
    """Begin or resume the run of a request; return its steps in order, one row at least."""
    told = {
        "name": definition.name,
        "definition": definition.text,
        "input_sha256": input_sha256,
    }
    async with conn.cursor(row_factory=class_row(RunRow)) as cursor:
        await cursor.execute(SQL["begin_run"], _of(fence, request_id) | told)
        found = await cursor.fetchall()
    _refuse_lost(found[0].disposition)
    return found


def stored(rows: Sequence[RunRow]) -> list[StoredStep]:
    """Return the steps of a run, in order."""
    # Only a row without a step has nulls: of a request that goes on, no text is taken away.
    return [
        StoredStep(one.kind, one.name, one.occurrence, one.input_sha256, one.result)  # type: ignore[arg-type]
        for one in rows
        if one.kind is not None
    ]


async def verdicts(conn: Connection, request_id: int, run: int) -> list[Verdict]:
    """Return what people said of the tool calls of a run."""
    async with conn.cursor(row_factory=class_row(Verdict)) as cursor:
        await cursor.execute(SQL["verdicts"], {"request_id": request_id, "run": run})
        return await cursor.fetchall()


async def begin_call(
    conn: Connection, fence: Fence, request_id: int, run: int, call: ToolCall
) -> Begun:
    """Record that a tool is called."""
    parameters = _of(fence, request_id) | {"run": run} | _called(call)
    cursor = await conn.execute(SQL["begin_call"], parameters)
    ((disposition, result),) = await cursor.fetchall()
    _refuse_lost(disposition)
    return Begun(disposition, result)


async def record(conn: Connection, fence: Fence, request_id: int, run: int, step: Step) -> str:
    """Record a step; return its result, which is the stored one where it was recorded before."""
    return await _record("record", conn, _of(fence, request_id) | {"run": run} | _done(step))


async def record_with_call(
    conn: Connection, fence: Fence, request_id: int, run: int, step: Step, call: ToolCall
) -> str:
    """Record a tool's call and its step at once; return the result as `record` does."""
    parameters = _of(fence, request_id) | {"run": run} | _called(call) | _done(step)
    return await _record("record_with_call", conn, parameters)


async def submit(conn: Connection, fence: Fence, request_id: int, idempotency_key: str) -> int:
    """Submit the request that a call names, in the call's transaction; return its number."""
    more = {"idempotency_key": idempotency_key}
    cursor = await conn.execute(SQL["submit"], _of(fence, request_id) | more)
    ((submitted, disposition),) = await cursor.fetchall()
    _refuse_lost(disposition)
    return int(submitted)


async def put_off(
    conn: Connection, fence: Fence, request_id: int, until: datetime, reason: str
) -> str:
    """Put a job back into the queue until a time; return put_off or lost."""
    more = {"until": until, "reason": reason}
    cursor = await conn.execute(SQL["put_off"], _of(fence, request_id) | more)
    ((disposition,),) = await cursor.fetchall()
    return str(disposition)


def _of(fence: Fence, request_id: int) -> dict[str, object]:
    return asdict(fence) | {"request_id": request_id}


def _called(call: ToolCall) -> dict[str, object]:
    told = asdict(call)
    arguments = told.pop("arguments")
    return {"call": Jsonb(told), "arguments": arguments}


def _done(step: Step) -> dict[str, object]:
    told = asdict(step)
    texts, result = told.pop("texts"), told.pop("result")
    return {
        "step": Jsonb(told, dumps=exact_json.dumps),
        "result": result,
        "texts": list(texts),
    }


async def _record(statement: str, conn: Connection, parameters: dict[str, object]) -> str:
    cursor = await conn.execute(SQL[statement], parameters)
    ((disposition, kept),) = await cursor.fetchall()
    _refuse_lost(disposition)
    return str(kept)


def _refuse_lost(disposition: str) -> None:
    if disposition == LOST:
        raise FenceLost("the attempt no longer owns its request")
