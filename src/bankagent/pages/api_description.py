"""API description in a browser: in production it opens after a login, with a caller's key too."""

from starlette.responses import Response

from bankagent.domain import exact_json
from bankagent.pages.visit import Page, Visit


async def show(visit: Visit) -> Response:
    """Return the description of the API, as GET /docs does for a key in a header."""
    return visit.resources.describe(str(visit.request.base_url).removesuffix("ui/"))


async def as_json(visit: Visit) -> Response:
    """Return the description for programs, to which the page links."""
    text = exact_json.dumps(visit.resources.api())
    return Response(text, media_type="application/json")


PAGES = (
    Page("GET", "/api", "api.see", show),
    Page("GET", "/openapi.json", "api.see", as_json),
)
