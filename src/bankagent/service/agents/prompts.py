"""Prompts of a trace: the messages that each model call was the first of its run to send."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bankagent.db.pool import Connection
from bankagent.store.agents import prompts as store
from bankagent.store.agents.prompts import MessageRow, SentRow

# By the number of the step.
Prompts = Mapping[int, Sequence[MessageRow]]


async def prompts(conn: Connection, request_id: int) -> Prompts:
    """Return the new messages of each model call of a request, in order."""
    sent = await store.sent(conn, request_id)
    return new_messages(sent, await store.messages(conn, request_id))


def new_messages(sent: Sequence[SentRow], messages: Sequence[MessageRow]) -> Prompts:
    """Return the messages of each call that no earlier one of its run sent or answered."""
    by_id = {one.message_id: one for one in messages}
    seen: dict[int, set[int]] = defaultdict(set)
    found = {}
    for call in sent:
        of_run, new = seen[call.run], []
        at: int | None = call.last_message_id
        while at is not None and at not in of_run:
            new.append(by_id[at])
            at = by_id[at].parent_id
        of_run.update((*(one.message_id for one in new), call.answer_message_id))
        found[call.step_id] = new[::-1]
    return found
