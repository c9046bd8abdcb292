"""Request types: list the types that this service takes."""

from fastapi import APIRouter, Response

from bankagent.api.http.auth import Authenticated
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.resources import TheResources
from bankagent.api.models.request_types import TYPES, RefusedTypeView, RequestTypes
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.service.requests.types import taken_and_refused

router = APIRouter(tags=["request types"])


@router.get(
    "/request-types",
    response_model=RequestTypes,
    summary="List the request types",
    response_description="Each with the JSON Schema of its payload, an example, and the "
    "meanings of approved and rejected.",
    responses=shown(200, RequestTypes, "ETag") | unchanged() | problems(400, 401, 503),
)
async def list_request_types(
    _: Authenticated, resources: TheResources, answer: TheAnswer
) -> Response:
    """List the request types that callers may send.

    A type of a bank's package that is missing here, or in the database, stands in `not_taken_here`
    with the reason, and a request of it is answered with 503.
    """
    taken, refused = await taken_and_refused(resources.gateway)
    return answer(
        RequestTypes(
            request_types=[TYPES[known.name] for known in taken],
            not_taken_here=[RefusedTypeView.of(one) for one in refused],
        )
    )
