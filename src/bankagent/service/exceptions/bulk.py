"""Move many exceptions in one call: each in a transaction of its own, with its own answer."""

from collections.abc import Sequence

from bankagent.db.gateway import Gateway
from bankagent.domain.trade_exception import ItemMoved
from bankagent.errors import BadRequest, Conflict, Forbidden, NotFound, Unavailable
from bankagent.service.exceptions.decide import move


async def move_all(
    gateway: Gateway,
    exception_ids: Sequence[int],
    *,
    to_state: str,
    reason: str | None,
    assignee: str | None,
    actor: str,
) -> list[ItemMoved]:
    """Move each exception, and say what became of it: done, not_eligible or failed, and why.

    An exception whose state, or whose maker, does not allow the move is not eligible. One that
    failed may be sent again: the database was away or busy.

    Raises:
        BadRequest: the move itself is wrong, so that no exception could make it.
    """
    answers = []
    for exception_id in dict.fromkeys(exception_ids):
        try:
            moved = await move(
                gateway,
                exception_id,
                to_state=to_state,
                reason=reason,
                assignee=assignee,
                actor=actor,
            )
        except BadRequest:
            raise
        except (Conflict, Forbidden, NotFound) as error:
            answers.append(ItemMoved(exception_id, "not_eligible", None, error.detail))
        except Unavailable as error:
            answers.append(ItemMoved(exception_id, "failed", None, error.detail))
        else:
            answers.append(ItemMoved(exception_id, "done", moved.state, None))
    return answers
