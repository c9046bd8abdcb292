"""Work of an agent on a claimed request: its run is begun or resumed, and worked to an end."""

from collections.abc import Callable
from typing import Any

from bankagent.agent.definition import AgentSpec
from bankagent.agent.run import AroundModelCall, Run, by_place, without_budget
from bankagent.db.pool import Pool
from bankagent.domain.agent import End, digest
from bankagent.domain.job import Fence
from bankagent.service.agents.extra import loop
from bankagent.service.agents.journal import StoredJournal
from bankagent.store.agents import steps


async def work(
    pool: Callable[[], Pool],
    fence: Fence,
    request_id: int,
    spec: AgentSpec,
    model: Any,
    prompt: str,
    around_model_call: AroundModelCall = without_budget,
) -> End:
    """Work on a request from its last committed step; no connection is held in between.

    Raises:
        CannotRun: the extra is not installed.
        FenceLost, ReplayDiffers, PutOff, or the error of a model or tool: the attempt ends.
    """
    definition = spec.definition()
    async with pool().connection() as conn:
        rows = await steps.begin_run(conn, fence, request_id, definition, digest(prompt))
        run_number, stored = rows[0].run, steps.stored(rows)
        asked = any(one.kind == "approval" for one in stored)
        said = await steps.verdicts(conn, request_id, run_number) if asked else ()
    run = Run(
        request_id=request_id,
        definition=definition,
        journal=StoredJournal(pool, fence, request_id, run_number),
        stored=by_place(stored),
        verdicts=said,
        around_model_call=around_model_call,
    )
    end: End = await loop().work(spec, model, prompt, run)
    return end
