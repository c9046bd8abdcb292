"""Tool submit_request: a new request for the client of the question, in the step's transaction."""

from bankagent.agent.canonical import canonical
from bankagent.agent.tools import Call, Tool
from bankagent.domain.agent import digest
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.job import Fence
from bankagent.request_types.research_question import SubmittedRequest
from bankagent.store.agents import steps

NAME = "submit_request"
DESCRIPTION = (
    "Submit a request for the client of the question. Policy and people decide it as any other. "
    "Other arguments than the question asks for wait for people first."
)


def submit_request(fence: Fence, asked_for: SubmittedRequest) -> Tool:
    """Return the tool of one question, whose caller asked for a request.

    It is called at once with the arguments that the caller gave, and else once people approve.
    """

    async def submit(given: SubmittedRequest, call: Call) -> JsonObject:
        key = call.idempotency_key or ""
        # The database takes type and payload from the call that it has stored.
        number = await steps.submit(call.connection, fence, call.request_id, key)
        return {"request_id": number, "request_type": given.request_type, "status": "received"}

    own = digest(canonical(asked_for.model_dump(mode="python")))
    return Tool(
        NAME,
        DESCRIPTION,
        SubmittedRequest,
        "write_db",
        submit,
        needs_approval=True,
        asked_for=frozenset({own}),
    )
