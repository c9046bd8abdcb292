"""Tool calls that an agent asked people for, with their arguments and what people said."""

from collections.abc import Sequence

from bankagent.domain.agent_answer import AskedCall
from bankagent.domain.agent_trace import AgentTrace, TracedStep
from bankagent.store.agents.answers import CallVerdict

WAITS = "waiting"


def asked_calls(work: AgentTrace, said: Sequence[CallVerdict]) -> tuple[AskedCall, ...]:
    """Return the calls of the newest run that need people, in order."""
    if not work.runs:
        return ()
    run = work.runs[-1]
    verdicts = {one.arguments_sha256: one for one in said if one.run == run.run}
    return tuple(_asked(one, verdicts) for one in run.steps if one.kind == "approval")


def _asked(step: TracedStep, verdicts: dict[str, CallVerdict]) -> AskedCall:
    found = verdicts.get(step.input_sha256)
    content = step.result.content
    return AskedCall(
        step.name,
        content.get("arguments") if isinstance(content, dict) else None,
        step.result.left_out,
        step.input_sha256,
        found.verdict if found else WAITS,
        found.decided_by if found else None,
        found.decided_at if found else None,
    )
