"""Answers: reply to a question of a reviewer, in words, in fields, or with a document."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from bankagent.api.http.auth import TheWriter
from bankagent.api.http.body import read_as
from bankagent.api.http.headers import TheKey
from bankagent.api.http.ids import RequestId
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.answers import Answered, NewAnswer
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.domain.answer import Answer
from bankagent.service.requests.answers import answer_request

router = APIRouter(tags=["requests"])


@router.post(
    "/requests/{request_id}/answers",
    status_code=201,
    response_model=Answered,
    summary="Answer a question",
    response_description="Stored, and queued again.",
    responses=shown(201, Answered, "Location")
    | shown(
        200,
        Answered,
        "Location",
        "Idempotency-Replayed",
        description="The Idempotency-Key was used before with this answer: that answer.",
    )
    | problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
    openapi_extra=takes(NewAnswer),
)
async def post_answer(
    request_id: RequestId,
    request: Request,
    resources: TheResources,
    caller: TheWriter,
    key: TheKey,
) -> Response:
    """Answer a request of your own that is needs_info; it is processed anew.

    Words alone answer a reviewer's `question` and leave the payload; what a policy asks for needs
    another payload (409). The reviewers who vote next read question and answer. The time that they
    have goes on where the payload is the same as before.
    """
    new = await read_as(NewAnswer, request)
    answer = Answer(request_id, caller.name, new.text, new.payload, key)
    stored = await answer_request(resources.gateway, answer)
    body = Answered(
        request_id=request_id,
        status=stored.status,
        answer_id=stored.answer_id,
        payload_version=stored.payload_version,
    )
    return ExactJson(
        body,
        status_code=HTTPStatus.OK if stored.is_replay else HTTPStatus.CREATED,
        headers={"Location": f"/requests/{request_id}"}
        | ({"Idempotency-Replayed": "true"} if stored.is_replay else {}),
    )
