"""Documents: store one or its next version, and withdraw it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from bankagent.api.http.auth import TheCanceller, TheWriter
from bankagent.api.http.body import read_bytes
from bankagent.api.http.document_query import (
    ClientOrHouse,
    HouseWide,
    Name,
    OfClassification,
    OfTrust,
    Reason,
    one_of,
)
from bankagent.api.http.ids import Id
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.documents import (
    FILES,
    UNREADABLE,
    DocumentStored,
    DocumentWithdrawn,
)
from bankagent.api.openapi.describe import any_scope_of, problems, shown, takes_bytes
from bankagent.domain.caller import OPERATE, WRITE
from bankagent.errors import Forbidden, NotFound
from bankagent.retrieval.limits import MOST_BYTES
from bankagent.service.documents import add as adding
from bankagent.store.documents import documents

router = APIRouter(prefix="/documents", tags=["documents"])
NO_DOCUMENT = "There is no such document."

DocumentId = Annotated[Id, Path(description="The document's number.")]


@router.post(
    "",
    status_code=201,
    response_model=DocumentStored,
    summary="Store a document or its next version",
    response_description="Stored.",
    responses=shown(201, DocumentStored, "Location")
    | shown(
        200,
        DocumentStored,
        "Location",
        "Idempotency-Replayed",
        description="These bytes are the newest version already.",
    )
    | problems(
        *(400, 401, 403, 413, 415, 422, 429, 503),
        longest="10 MiB",
        invalid=UNREADABLE,
        takes="text/plain, text/markdown or text/html in UTF-8, or application/pdf",
    ),
    openapi_extra=takes_bytes(FILES),
)
async def store_document(
    request: Request,
    resources: TheResources,
    caller: TheWriter,
    name: Name,
    client_id: ClientOrHouse = None,
    house_wide: HouseWide = False,  # noqa: FBT002 - a query parameter
    classification: OfClassification = "confidential",
    trust: OfTrust = "external",
) -> Response:
    """Store the file in the body: text, Markdown, HTML or PDF, of at most 10 MiB.

    The same name of this client again is the next version of your document; the same bytes,
    classification and trust again are the version that is there, so that a call may be repeated.
    What no reader sees (control and zero-width characters, hidden and invisible text) is left out
    and counted. A document of the house needs the scope operate.
    """
    one_of(client_id, house_wide=house_wide)
    if house_wide and not caller.may(OPERATE):
        raise Forbidden(
            f"A document of the house needs the scope {OPERATE}: an operator can give it."
        )
    with resources.documents.slot(caller.name):
        data, media_type = await read_bytes(request, FILES, MOST_BYTES)
        stored = await adding.add(
            resources.gateway,
            data,
            media_type,
            client_id=client_id,
            name=name,
            classification=classification,
            trust=trust,
            actor=caller.name,
        )
    replayed = stored.disposition == "replayed"
    return ExactJson(
        DocumentStored(document_id=stored.document_id, version=stored.version),
        status_code=HTTPStatus.OK if replayed else HTTPStatus.CREATED,
        headers={"Location": f"{router.prefix}/{stored.document_id}"}
        | ({"Idempotency-Replayed": "true"} if replayed else {}),
    )


@router.delete(
    "/{document_id}",
    response_model=DocumentWithdrawn,
    summary="Withdraw a document",
    response_description="Withdrawn: search finds it no more.",
    responses=shown(200, DocumentWithdrawn)
    | problems(400, 401, 403, 404, 422, 503, missing="document"),
    openapi_extra=any_scope_of(OPERATE, WRITE),
)
async def withdraw_document(
    document_id: DocumentId, resources: TheResources, caller: TheCanceller, reason: Reason
) -> Response:
    """Withdraw a document: one of your own or, as an operator, any.

    Its versions stay for evidence, and the answer names the requests whose answers rest on them.
    Withdrawn again, it answers the same. A later version of the
    same name is searched again.
    """
    done = await resources.gateway.ask(
        documents.withdraw, document_id, reason, actor=caller.name, maker=caller.cancels
    )
    if done is None:
        raise NotFound(NO_DOCUMENT)
    return ExactJson(DocumentWithdrawn.model_validate(done, from_attributes=True))
