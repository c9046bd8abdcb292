"""Trace of agents on a request: what they were given, asked, found and answered, in order."""

from collections.abc import Sequence
from typing import TypeVar

from bankagent.db.pool import Connection
from bankagent.domain.agent_trace import AgentTrace, TracedWork
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.agents.prompts import prompts
from bankagent.service.agents.traced import Parts, call, step
from bankagent.store.agents import trace as store
from bankagent.store.agents.trace import CallRow, CitationRow, HitRow, StepRow, TraceReader, WorkRow

OPERATOR = TraceReader()
Row = TypeVar("Row", HitRow, CitationRow)


async def trace(
    conn: Connection,
    request_id: int,
    *,
    reader: TraceReader = OPERATOR,
    with_prompts: bool = False,
) -> AgentTrace:
    """Return the trace of a request; without an agent's work it has no runs.

    Texts that rest on documents above the reader's clearance are withheld. `with_prompts` adds
    what each model call sent.

    Raises:
        NotFound: there is no such request.
    """
    if not await store.is_there(conn, request_id):
        raise NotFound(NO_REQUEST)
    # Rows are only added, and a step is committed with its parts: none that is shown lacks one.
    work = await store.work(conn, request_id)
    steps = await store.steps(conn, request_id, reader=reader)
    calls = await store.calls(conn, request_id)
    parts = Parts(
        calls={one.step_id: one for one in calls if one.step_id is not None},
        hits=_by_step(await store.hits(conn, request_id, reader=reader)),
        citations=_by_step(await store.citations(conn, request_id, reader=reader)),
        prompts=await prompts(conn, request_id) if with_prompts else None,
    )
    return AgentTrace(request_id, tuple(_work(one, steps, calls, parts) for one in work))


def _work(
    one: WorkRow, steps: Sequence[StepRow], calls: Sequence[CallRow], parts: Parts
) -> TracedWork:
    own = [it for it in steps if it.run == one.run]
    # A call without an end has no step of its own: it came behind all that there are.
    withheld = any(it.is_withheld for it in own)
    return TracedWork(
        one.run,
        one.reason,
        one.agent,
        one.definition_sha256,
        one.input_sha256,
        one.job_id,
        one.attempt,
        one.begun_at,
        steps=tuple(step(it, parts) for it in own),
        unfinished=tuple(
            call(it, withheld=withheld) for it in calls if it.run == one.run and it.step_id is None
        ),
    )


def _by_step(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for one in rows:
        found.setdefault(one.step_id, []).append(one)
    return found
