"""Explanation of a request, for the bank or for its client."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.models.explanation import ExplanationView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.domain.explanation import Audience
from bankagent.service.access.reading import check_reading
from bankagent.service.requests.explanation.explain import explain
from bankagent.service.requests.readings import note_by_api

router = APIRouter(prefix="/requests", tags=["requests"])

For = Annotated[
    Audience,
    Query(description="client leaves out the sentences that must not reach the client."),
]


@router.get(
    "/{request_id}/explanation",
    response_model=ExplanationView,
    summary="Explain a request",
    response_description="The explanation as the records give it now.",
    responses=shown(200, ExplanationView, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 422, 503),
)
async def get_explanation(
    request_id: RequestId,
    resources: TheResources,
    reader: TheReaderOrReviewer,
    answer: TheAnswer,
    audience: For = "bank",
) -> Response:
    """Explain a request in plain sentences, each with the ids of the records that it rests on.

    Rules write the sentences, never a model. A sentence about rules, facts, lists, policies or
    people is internal, unless the policy marks each fact that it names as public: pass on to a
    client only what audience=client gives. A reviewer reads what their authorities cover.
    """
    await check_reading(resources.gateway, reader, request_id)
    found = await explain(resources.gateway, reader, request_id, audience)
    await note_by_api(resources.gateway, reader, request_id)
    return answer(ExplanationView.of(found))
