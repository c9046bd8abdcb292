"""Request types: list the types that this service takes."""

from fastapi import APIRouter, Response

from bankagent.api.http.auth import Authenticated
from bankagent.api.http.etag import TheAnswer
from bankagent.api.models.request_types import TYPES, RequestTypes
from bankagent.api.openapi.describe import problems, shown, unchanged

router = APIRouter(tags=["request types"])


@router.get(
    "/request-types",
    response_model=RequestTypes,
    summary="List the request types",
    response_description="Each with the JSON Schema of its payload and an example.",
    responses=shown(200, RequestTypes, "ETag") | unchanged() | problems(400, 401, 503),
)
async def list_request_types(_: Authenticated, answer: TheAnswer) -> Response:
    """List the request types that callers may send."""
    return answer(RequestTypes(request_types=TYPES))
