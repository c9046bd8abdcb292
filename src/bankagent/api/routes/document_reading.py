"""Documents: list them, search them, and read one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from bankagent.api.http import cursor as cursors
from bankagent.api.http.auth import TheReaderOrReviewer
from bankagent.api.http.document_query import (
    ClientOrHouse,
    DocumentIds,
    HouseWide,
    OfClient,
    Passages,
    Question,
    Version,
    numbers,
    one_of,
)
from bankagent.api.http.etag import TheAnswer
from bankagent.api.http.ids import LARGEST_ID, Id
from bankagent.api.http.query import USUAL, Limit
from bankagent.api.http.resources import TheResources
from bankagent.api.models.document_search import INVALID_QUESTION, SearchAnswer
from bankagent.api.models.documents import DocumentList, DocumentRow, DocumentView
from bankagent.api.openapi.describe import problems, shown, unchanged
from bankagent.domain.document import DocumentReader
from bankagent.errors import NotFound
from bankagent.service.documents import search as searching
from bankagent.store.documents import documents

router = APIRouter(prefix="/documents", tags=["documents"])
NO_DOCUMENT = "There is no such document."
NO_VERSION = "There is no such version of this document."

DocumentId = Annotated[Id, Path(description="The document's number.")]
Cursor = Annotated[
    str | None,
    Query(description="The cursor in `next` of the page before; without one, the first page."),
]


@router.get(
    "",
    response_model=DocumentList,
    summary="List a client's documents",
    response_description="The documents that the reader may read, newest first.",
    responses=shown(200, DocumentList, "ETag") | unchanged() | problems(400, 401, 403, 422, 503),
)
async def list_documents(
    request: Request,
    resources: TheResources,
    answer: TheAnswer,
    holder: TheReaderOrReviewer,
    client_id: ClientOrHouse = None,
    house_wide: HouseWide = False,  # noqa: FBT002 - a query parameter
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return documents of a client, or of the house, with their newest versions.

    Withdrawn ones stand there, too. Follow `next` until it is null.
    """
    one_of(client_id, house_wide=house_wide)
    asked = [holder.name, "documents", client_id]
    found = await resources.gateway.ask(
        documents.page,
        client_id,
        reader=DocumentReader.of(holder),
        before=cursors.read(cursor, asked) if cursor is not None else LARGEST_ID,
        most=limit + 1,
    )
    following = None
    if len(found) > limit:
        given = {name: text for name, text in request.query_params.items() if name != "cursor"}
        given["cursor"] = cursors.written(found[limit - 1].document_id, asked)
        following = f"{router.prefix}?{urlencode(given)}"
    return answer(
        DocumentList(documents=[DocumentRow.of(one) for one in found[:limit]], next=following)
    )


@router.get(
    "/search",
    response_model=SearchAnswer,
    summary="Search a client's documents",
    response_description="Passages that fit the question, best first.",
    responses=shown(200, SearchAnswer, "ETag")
    | unchanged()
    | problems(400, 401, 403, 422, 503, invalid=INVALID_QUESTION),
)
async def search_documents(
    resources: TheResources,
    answer: TheAnswer,
    holder: TheReaderOrReviewer,
    client_id: OfClient,
    q: Question,
    document_ids: DocumentIds = None,
    limit: Passages = searching.USUAL_PASSAGES,
) -> Response:
    """Return passages of one client's documents and of the house's, in their newest versions.

    The reader's clearance decides which classifications are searched; what is withdrawn is not.
    """
    # Before a connection is taken.
    by_model = await searching.embedded(resources.embeddings, q)
    found = await resources.gateway.ask(
        searching.search,
        client_id,
        q,
        reader=DocumentReader.of(holder),
        document_ids=None if document_ids is None else numbers(document_ids),
        most=limit,
        by_model=by_model,
    )
    return answer(SearchAnswer.of(found))


@router.get(
    "/{document_id}",
    response_model=DocumentView,
    summary="Read a document",
    response_description="The document with its versions, and the text of one.",
    responses=shown(200, DocumentView, "ETag")
    | unchanged()
    | problems(400, 401, 403, 404, 422, 503, missing="document, or no such version"),
)
async def get_document(
    document_id: DocumentId,
    resources: TheResources,
    answer: TheAnswer,
    holder: TheReaderOrReviewer,
    version: Version = None,
) -> Response:
    """Return a document with the versions that the reader may read, and the text of one."""
    found = await resources.gateway.ask(
        documents.read, document_id, version, reader=DocumentReader.of(holder)
    )
    if found is None:
        raise NotFound(NO_DOCUMENT)
    if found.version is None:
        raise NotFound(NO_VERSION)
    return answer(DocumentView.of(found))
