"""Suggestion of an agent on a request."""

from fastapi import APIRouter, Response

from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.models.suggestion import SuggestionView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.api.routes.agent_trace import TheAuditorOrReviewer
from bankagent.domain.document import DocumentReader
from bankagent.service.access.reading import check_reading
from bankagent.service.agents.suggestions.read import suggestion
from bankagent.service.requests.readings import note_by_api
from bankagent.store.agents.trace import TraceReader

router = APIRouter(prefix="/requests", tags=["requests"])


@router.get(
    "/{request_id}/suggestion",
    response_model=SuggestionView,
    summary="Read what the agent suggests",
    response_description="The newest suggestion.",
    responses=shown(200, SuggestionView, "ETag") | unchanged() | problems(400, 401, 403, 404, 503),
)
async def get_suggestion(
    request_id: RequestId,
    resources: TheResources,
    reader: TheAuditorOrReviewer,
    answer: TheAnswer,
) -> Response:
    """Return the suggestion on a request that policy left to people: advice, and no decision.

    A reviewer reads what their authorities cover. The maker does not read it: the suggestion is
    for those who decide, and a client must not be warned. Nothing above the reader's clearance
    is shown.
    """
    await check_reading(resources.gateway, reader, request_id)
    cleared = DocumentReader.of(reader)
    found = await resources.gateway.ask(
        suggestion, request_id, reader=TraceReader(cleared.kind, cleared.name)
    )
    await note_by_api(resources.gateway, reader, request_id)
    return answer(SuggestionView.model_validate(found))
