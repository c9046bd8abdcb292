"""History of an approval that waits: what reviewers and the caller said and changed before."""

from bankagent.db.gateway import Gateway
from bankagent.domain.approval_history import History
from bankagent.store.approvals import history


async def before(gateway: Gateway, request_id: int) -> History:
    """Return what went before the open approval of a request.

    Raises:
        Unavailable: the database is away or busy.
    """
    return History(
        questions=await gateway.ask(history.questions, [request_id]),
        votes=await gateway.ask(history.votes, request_id),
        payloads=await gateway.ask(history.payloads, request_id),
    )
