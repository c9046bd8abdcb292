"""Trace of what agents did on a request."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, Security

from bankagent.api.http.auth import require_reader
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.models.agent_traces import AgentTraceView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.domain.caller import READ_ALL, Caller, Reviewer
from bankagent.domain.document import DocumentReader
from bankagent.service.access.reading import check_reading
from bankagent.service.agents.trace import trace
from bankagent.service.requests.readings import note_by_api
from bankagent.store.agents.trace import TraceReader

router = APIRouter(prefix="/requests", tags=["requests"])

# Instructions, prompts and tools are the bank's own: the maker of a request does not read them.
TheAuditorOrReviewer = Annotated[Caller | Reviewer, Security(require_reader, scopes=[READ_ALL])]

Prompts = Annotated[bool, Query(description="Whether to add what each model call sent.")]


@router.get(
    "/{request_id}/trace",
    response_model=AgentTraceView,
    summary="Read what agents did on a request",
    response_description="The agent runs with their steps, in order.",
    responses=shown(200, AgentTraceView, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 422, 503),
)
async def get_trace(
    request_id: RequestId,
    resources: TheResources,
    reader: TheAuditorOrReviewer,
    answer: TheAnswer,
    *,
    prompts: Prompts = False,
) -> Response:
    """Return each step of an agent: model and tool calls, searches with hits, quotes, results.

    A reviewer reads what their authorities cover, and no text that rests on a document above the
    reader's clearance. Without an agent's work there are no runs.
    """
    await check_reading(resources.gateway, reader, request_id)
    cleared = DocumentReader.of(reader)
    found = await resources.gateway.ask(
        trace,
        request_id,
        reader=TraceReader(cleared.kind, cleared.name),
        with_prompts=prompts,
    )
    await note_by_api(resources.gateway, reader, request_id)
    return answer(AgentTraceView.model_validate(found))
