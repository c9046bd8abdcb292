"""Escalate a request that waits for approval to the next level."""

from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.approval import Escalated, Escalation
from bankagent.store.approvals import vote


async def escalate(gateway: Gateway, asked: Escalation) -> Escalated:
    """Raise what the approval of a request asks for, and return the number of the escalation.

    Raises:
        Forbidden: the reviewer may not vote on it; the text says why.
        NotFound: there is no such request.
        Conflict: the request does not wait, this reviewer has voted, or it asks for all that an
            escalation asks for already.
        Stale: the digest is not of what waits now.
        BadRequest: the code or the reason is wrong.
        Unavailable: the database is away or busy.
    """
    return await gateway.ask(vote.escalate, asked, traceparent=trace.traceparent())
