"""The lookup of what agents answered, checked without a model."""

from collections.abc import Sequence

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.facts.answers import Answers
from bankagent.service.agents.checked import checked
from bankagent.service.decisions.held import Lookup
from bankagent.store.agents import answers


async def all_answers(conn: Connection, cases: Sequence[Case]) -> Answers:
    """Return the checked answer to each question that an agent has answered."""
    stored = {
        one.request_id: one for one in await answers.answers(conn, [c.request_id for c in cases])
    }
    return Answers(
        {
            case.request_id: checked(case.payload.question, case.payload.document_ids, found)
            for case in cases
            if (found := stored.get(case.request_id)) is not None
        }
    )


OF_AGENTS: dict[type[LookedUp], Lookup] = {Answers: all_answers}
