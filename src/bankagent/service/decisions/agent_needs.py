"""The lookup of what agents answered, checked without a model."""

from collections.abc import Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.facts.answers import Answers
from bankagent.service.agents.checked import asking, checked
from bankagent.service.decisions.held import Lookup
from bankagent.store.agents import answers


async def all_answers(conn: Connection, cases: Sequence[Case]) -> Answers:
    """Return the checked answer to each question, or the tool calls that its agent asks for."""
    ids = [case.request_id for case in cases]
    stored = {one.request_id: one for one in await answers.answers(conn, ids)}
    asked = {one.request_id: one.calls for one in await answers.waiting(conn, ids)}
    found = {}
    for case in cases:
        named = case.payload.document_ids
        if (one := stored.get(case.request_id)) is not None:
            found[case.request_id] = checked(case.payload.question, named, one)
        elif (calls := asked.get(case.request_id)) is not None:
            found[case.request_id] = asking(named, calls)
    return Answers(found)


OF_AGENTS: dict[type[LookedUp], Lookup] = {Answers: all_answers}
