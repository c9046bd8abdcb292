"""Comments of reviewers on requests: internal ones, and those that the caller reads."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.comments import (
    NewRequestComment,
    RequestComments,
    RequestCommentView,
    RequestCommentWritten,
)
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain import trace
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.access.reading import check_reading
from bankagent.service.requests.readings import note_by_api
from bankagent.store.worklist import verbs

router = APIRouter(tags=["work list"])


@router.post(
    "/requests/{request_id}/comments",
    status_code=201,
    response_model=RequestCommentWritten,
    summary="Comment on a request",
    response_description="The comment is stored.",
    responses=shown(201, RequestCommentWritten) | problems(400, 401, 403, 404, 413, 415, 422, 503),
    openapi_extra=takes(NewRequestComment),
)
async def comment_on_request(
    request_id: RequestId, request: Request, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Comment on a request in any status, for colleagues or for its caller too.

    A comment for the caller has an audit entry (`commented`), and stands in the caller's answers.
    """
    new = await read_as(NewRequestComment, request)
    number = await resources.gateway.ask(
        verbs.comment,
        request_id,
        visibility=new.visibility,
        text=new.text,
        actor=reviewer.name,
        traceparent=trace.traceparent(),
    )
    return ExactJson(
        RequestCommentWritten(request_id=request_id, comment_id=number),
        status_code=HTTPStatus.CREATED,
    )


@router.get(
    "/requests/{request_id}/comments",
    response_model=RequestComments,
    summary="Read the comments on a request",
    response_description="All comments, the oldest first.",
    responses=shown(200, RequestComments) | problems(400, 401, 403, 404, 503),
)
async def list_comments(
    request_id: RequestId, resources: TheResources, reviewer: TheReviewer
) -> Response:
    """Return all comments on a request that an authority covers, internal ones too."""
    await check_reading(resources.gateway, reviewer, request_id)
    found = await resources.gateway.ask(verbs.comments, request_id)
    if found is None:
        raise NotFound(NO_REQUEST)
    await note_by_api(resources.gateway, reviewer, request_id)
    views = [RequestCommentView(**one) for one in found]
    return ExactJson(RequestComments(request_id=request_id, comments=views))
