"""GET /openapi.json and GET /docs: the API description, for programs and for people."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bankagent.api.http.auth import Authenticated
from bankagent.api.http.responses import ExactJson
from bankagent.api.openapi.page import page

router = APIRouter(include_in_schema=False)

POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}


@router.get("/openapi.json")
async def openapi(request: Request, _reader: Authenticated) -> Response:
    """Return the API description as JSON."""
    return ExactJson(request.app.openapi())


@router.get("/docs")
async def docs(request: Request, _reader: Authenticated) -> HTMLResponse:
    """Return the API description as a page."""
    return HTMLResponse(page(request.app.openapi(), str(request.base_url)), headers=POLICY)
