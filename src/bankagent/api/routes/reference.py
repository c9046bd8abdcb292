"""Reference data: list what is in force."""

from fastapi import APIRouter, Response

from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.reference import ReferenceData, ReferenceView
from bankagent.api.openapi.describe import problems, shown
from bankagent.store.reference.in_force import in_force

router = APIRouter(tags=["reference data"])


@router.get(
    "/reference",
    response_model=ReferenceData,
    summary="List the reference data in force",
    response_description="The version of each dataset that is in force, by dataset.",
    responses=shown(200, ReferenceData) | problems(400, 401, 403, 503),
)
async def list_reference(resources: TheResources, _: TheReaderOrReviewer) -> Response:
    """Return the version of each dataset that is in force, how old it is and where it comes from.

    An operator imports and activates versions with `bankagent reference`; the rows are not shown.
    Reviewers read this, and callers with requests:read.
    """
    found = await resources.gateway.ask(in_force)
    return ExactJson(ReferenceData(reference=[ReferenceView.of(one) for one in found]))
