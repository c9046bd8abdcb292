"""The answer of an agent, for reviewers at once, and for callers once it is released."""

from collections.abc import Sequence
from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.agent_answer import AgentAnswer, AnsweredClaim, AnsweredQuote, Left
from bankagent.domain.agent_trace import AgentTrace, TracedCitation, TracedStep, TracedWork
from bankagent.domain.model_call import EMBEDDED
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.agents.asked_calls import asked_calls
from bankagent.service.agents.trace import trace
from bankagent.store.agents import answers
from bankagent.store.agents.answers import CallVerdict, End
from bankagent.store.agents.trace import TraceReader


async def answer(
    conn: Connection, request_id: int, *, reader: TraceReader, maker: str | None, is_caller: bool
) -> AgentAnswer:
    """Return the newest answer to a request that this reader may read.

    A caller gets claims once the request is approved, and before that what is missing.

    Raises:
        NotFound: there is no such request, or it is another maker's.
    """
    found, _ = await with_trace(conn, request_id, reader=reader, maker=maker, is_caller=is_caller)
    return found


async def with_trace(
    conn: Connection, request_id: int, *, reader: TraceReader, maker: str | None, is_caller: bool
) -> tuple[AgentAnswer, AgentTrace]:
    """Return what `answer` does, and the trace that it is of.

    Raises:
        NotFound: there is no such request, or it is another maker's.
    """
    end = await answers.end_of(conn, request_id, maker=maker)
    if end is None:
        raise NotFound(NO_REQUEST)
    work = await trace(conn, request_id, reader=reader)
    said = () if is_caller else await answers.call_verdicts(conn, request_id)
    return _of_trace(end, work, said, is_caller=is_caller), work


def _of_trace(
    end: End, work: AgentTrace, said: Sequence[CallVerdict], *, is_caller: bool
) -> AgentAnswer:
    """Return the newest answer of a trace, as far as its reader is shown it."""
    step = _last(work.runs)
    value: Any = step.result.content if step else None
    left: Left | None = step.result.left_out if step else "none"
    if left is None and not (isinstance(value, dict) and "claims" in value):
        left = "none"
    missing = tuple(map(str, value["missing"])) if left is None else ()
    if left == "none" and not is_caller and isinstance(value, dict) and "unanswered" in value:
        missing = (str(value["unanswered"]),)  # why there is none, and what people do
    if left is None and is_caller and end.decision != "approved":
        left = "held" if value["claims"] else None
    return AgentAnswer(
        work.request_id,
        end.status,
        end.decision,
        left,
        step.result.sha256 if step else None,
        _writers(work.runs[-1]) if step else (),
        step.ended_at if step else None,
        end.decided_at,
        end.first_used_at,
        _claims(value, step.citations) if step and left is None else (),
        missing,
        () if is_caller else asked_calls(work, said),
    )


def _writers(run: TracedWork) -> tuple[str, ...]:
    """Return the models that wrote, each once; the embedded one only quotes."""
    calls = [one.model_call for one in run.steps if one.model_call]
    names = [f"{one.provider} {one.model}" for one in calls if one.provider != EMBEDDED]
    return tuple(dict.fromkeys(names))


def _last(runs: Any) -> TracedStep | None:
    steps = [step for step in runs[-1].steps if step.kind == "answer"] if runs else []
    return steps[-1] if steps else None


def _claims(value: Any, kept: tuple[TracedCitation, ...]) -> tuple[AnsweredClaim, ...]:
    """Return claims with their quotes; citations stand in the order of the answer's quotes."""
    places = iter(kept)
    return tuple(
        AnsweredClaim(
            claim["text"],
            tuple(
                AnsweredQuote(
                    place.document_id,
                    place.version,
                    place.start,
                    place.end,
                    place.sha256,
                    place.verdict,
                    quote["text"],
                )
                for quote, place in zip(claim["quotes"], places, strict=False)
            ),
        )
        for claim in value["claims"]
    )
