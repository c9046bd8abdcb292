"""API description in a browser: in production it opens after a login, with a caller's key too."""

from starlette.responses import Response

from bankagent.pages.visit import Page, Visit


async def show(visit: Visit) -> Response:
    """Return the description of the API, as GET /docs does for a key in a header."""
    return visit.resources.describe(str(visit.request.base_url).removesuffix("ui/"))


PAGES = (Page("GET", "/api", "api.see", show),)
