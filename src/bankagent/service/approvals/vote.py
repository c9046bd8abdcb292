"""Cast a reviewer's vote on a request that waits for approval."""

from bankagent import metrics
from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.approval import Vote, Voted
from bankagent.store.approvals.vote import cast


async def cast_vote(gateway: Gateway, vote: Vote) -> Voted:
    """Record a vote, decide the request where the vote decides it, and return what became of it.

    Raises:
        Forbidden: the reviewer made the request or its payload, or no authority of theirs covers
            the stage that waits; the text says which.
        NotFound: there is no such request.
        Conflict: the request does not wait for approval, or this reviewer has voted already.
        Stale: the digest is not of what waits now.
        Unavailable: the database is away or busy.
    """
    voted = await gateway.ask(cast, vote, traceparent=trace.traceparent())
    if voted.decision:
        with metrics.harmless():
            metrics.DECISIONS.labels(voted.request_type, voted.decision, "people").inc()
    return voted
