"""The API with the pages in one ASGI app: `uvicorn bankagent.asgi:app --no-server-header`."""

from functools import lru_cache, partial

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from bankagent.api.app import USUAL
from bankagent.api.app import create_app as create_api
from bankagent.api.http.resources import Resources
from bankagent.api.http.sse import EventStream
from bankagent.api.limits import ApiLimits
from bankagent.api.openapi.page import page
from bankagent.api.routes.api_description import POLICY
from bankagent.pages.app import create_app as create_pages
from bankagent.pages.attempts import LoginAttempts
from bankagent.pages.breaches import Breaches
from bankagent.pages.open_pages import OpenPages
from bankagent.pages.resources import PageResources
from bankagent.pages.visit import PREFIX
from bankagent.service.operations.snapshot import Snapshots

BACK = f"<p><a href={PREFIX}/>Back to the pages</a>"


def create_app(*, limits: ApiLimits = USUAL) -> FastAPI:
    """Return the API with the pages below /ui; settings are those of the API."""
    app = create_api(limits=limits)

    @lru_cache(maxsize=1)
    def of(resources: Resources) -> PageResources:
        return PageResources(
            gateway=resources.gateway,
            identify=resources.identify,
            app_env="development" if resources.trusts_this_machine else "production",
            open_pages=OpenPages(),
            changes=resources.changes,
            snapshots=Snapshots(resources.gateway, kept_s=limits.status_kept_s),
            attempts=LoginAttempts(),
            breaches=Breaches(),
            describe=partial(_described, app),
            api=app.openapi,
            stream=EventStream,
        )

    def opened() -> PageResources:
        return of(app.state.resources)

    app.state.pages = opened
    app.add_route(PREFIX, _to_first_page, include_in_schema=False)
    app.mount(PREFIX, create_pages(opened))
    return app


def _described(app: FastAPI, base_url: str) -> HTMLResponse:
    return HTMLResponse(page(app.openapi(), base_url, BACK), headers=POLICY)


async def _to_first_page(_: Request) -> RedirectResponse:
    return RedirectResponse(f"{PREFIX}/")


app = create_app()
