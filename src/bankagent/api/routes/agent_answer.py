"""Answer of an agent to a request."""

from fastapi import APIRouter, Response

from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.models.agent_answer import AgentAnswerView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.domain.caller import Caller
from bankagent.domain.document import DocumentReader
from bankagent.service.access.reading import check_reading
from bankagent.service.agents.answer import answer as answer_of
from bankagent.service.requests.readings import note_by_api, note_use
from bankagent.store.agents.trace import TraceReader

router = APIRouter(prefix="/requests", tags=["requests"])


@router.get(
    "/{request_id}/agent-answer",
    response_model=AgentAnswerView,
    summary="Read what the agent answered",
    response_description="The newest answer, with its quotes.",
    responses=shown(200, AgentAnswerView, "ETag") | unchanged() | problems(400, 401, 403, 404, 503),
)
async def get_agent_answer(
    request_id: RequestId,
    resources: TheResources,
    reader: TheReaderOrReviewer,
    answer: TheAnswer,
) -> Response:
    """Return the claims of the newest answer, each with exact quotes.

    A caller reads them once the request is approved. A reviewer reads them at once, as far as
    their authorities cover the request. Nothing above the reader's clearance is shown. The
    first reading of an approved answer by a caller is recorded as its first use.
    """
    await check_reading(resources.gateway, reader, request_id)
    cleared = DocumentReader.of(reader)
    found = await resources.gateway.ask(
        answer_of,
        request_id,
        reader=TraceReader(cleared.kind, cleared.name),
        maker=reader.sees,
        is_caller=isinstance(reader, Caller),
    )
    await note_by_api(resources.gateway, reader, request_id)
    if isinstance(reader, Caller) and found.claims:
        await note_use(resources.gateway, reader, request_id)
    return answer(AgentAnswerView.model_validate(found))
