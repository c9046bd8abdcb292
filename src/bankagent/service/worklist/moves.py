"""Move items of work: one, the one of an exception, or many, each in a transaction of its own."""

from collections.abc import Sequence

from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.worklist import WorkItem, WorkMove, WorkMoved
from bankagent.errors import BadRequest, Conflict, Forbidden, NotFound, Unavailable
from bankagent.store.worklist import verbs


async def move(gateway: Gateway, asked: WorkMove, *, actor: str) -> WorkItem:
    """Move an item of work, and return what it is then.

    Raises:
        Forbidden, NotFound, Conflict, BadRequest: the verb refuses it; the text says why.
        Unavailable: the database is away or busy.
    """
    return await gateway.ask(verbs.move, asked, actor=actor, traceparent=trace.traceparent())


async def move_all(gateway: Gateway, asked: Sequence[WorkMove], *, actor: str) -> list[WorkMoved]:
    """Make each move, in order, and say what became of it: done, not_eligible or failed, and why.

    One that failed may be sent again: the database was away or busy.
    """
    return [await _disposition(gateway, one, actor) for one in asked]


async def _disposition(gateway: Gateway, asked: WorkMove, actor: str) -> WorkMoved:
    try:
        item = await move(gateway, asked, actor=actor)
    except (BadRequest, Conflict, Forbidden, NotFound) as error:
        return WorkMoved(asked, "not_eligible", None, error.detail)
    except Unavailable as error:
        return WorkMoved(asked, "failed", None, error.detail)
    return WorkMoved(asked, "done", item, None)
