"""Moves and votes that may close a trade exception: a decision of people, counted as a vote is."""

from bankagent import metrics
from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.request_status import Decision
from bankagent.domain.trade_exception import Moved, ProposalVoted
from bankagent.store.exceptions import verbs


async def move(
    gateway: Gateway,
    exception_id: int,
    *,
    to_state: str,
    reason: str | None,
    assignee: str | None,
    actor: str,
) -> Moved:
    """Move an exception, and return its state and that of its request.

    Raises:
        Forbidden, NotFound, Conflict, BadRequest: the verb refuses it.
        Unavailable: the database is away or busy.
    """
    moved = await gateway.ask(
        verbs.move,
        exception_id,
        to_state=to_state,
        reason=reason,
        assignee=assignee,
        actor=actor,
        traceparent=trace.traceparent(),
    )
    _count(moved.request_type, moved.decision)
    return moved


async def vote(
    gateway: Gateway, proposal_id: int, *, verdict: str, reason: str, digest: str, actor: str
) -> ProposalVoted:
    """Vote on a proposal, and return the states after it.

    Raises:
        Forbidden, NotFound, Conflict, Stale, BadRequest: the verb refuses it.
        Unavailable: the database is away or busy.
    """
    cast = await gateway.ask(
        verbs.vote,
        proposal_id,
        verdict=verdict,
        reason=reason,
        digest=digest,
        actor=actor,
        traceparent=trace.traceparent(),
    )
    _count(cast.request_type, cast.decision)
    return cast


def _count(request_type: str, decision: Decision | None) -> None:
    if decision:
        with metrics.harmless():
            metrics.DECISIONS.labels(request_type, decision, "people").inc()
