"""The answer of an agent, for reviewers at once, and for callers once it is released."""

from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.agent_answer import AgentAnswer, AnsweredClaim, AnsweredQuote, Left
from bankagent.domain.agent_trace import TracedCitation, TracedStep
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.agents.trace import trace
from bankagent.store.agents import answers
from bankagent.store.agents.trace import TraceReader


async def answer(
    conn: Connection, request_id: int, *, reader: TraceReader, maker: str | None, is_caller: bool
) -> AgentAnswer:
    """Return the newest answer to a request that this reader may read.

    A caller gets claims once the request is approved, and before that what is missing.

    Raises:
        NotFound: there is no such request, or it is another maker's.
    """
    found = await answers.end_of(conn, request_id, maker=maker)
    if found is None:
        raise NotFound(NO_REQUEST)
    status, decision = found
    step = _last((await trace(conn, request_id, reader=reader)).runs)
    if step is None:
        return AgentAnswer(request_id, status, decision, "none", (), ())
    value: Any = step.result.content
    left: Left | None = step.result.left_out
    if left is None and not (isinstance(value, dict) and "claims" in value):
        left = "none"
    missing = tuple(map(str, value["missing"])) if left is None else ()
    if left is None and is_caller and decision != "approved":
        left = "held" if value["claims"] else None
    claims = _claims(value, step.citations) if left is None else ()
    return AgentAnswer(request_id, status, decision, left, claims, missing)


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
