"""The pages as one ASGI app below /ui; `bankagent.asgi` puts it beside the API."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bankagent.pages import (
    api_description,
    audit,
    audit_export,
    authority,
    case_review,
    csp_reports,
    errors,
    exception,
    exception_proposals,
    exception_work,
    exceptions,
    failures,
    live,
    login,
    moves,
    numbers,
    policies,
    queues,
    reference,
    render,
    request,
    requests,
    static,
    status,
    work,
)
from bankagent.pages.access import RULES
from bankagent.pages.resources import Opened
from bankagent.pages.visit import LOGIN, PREFIX, NoSession, Page, Visit, checked, enter, to

PAGES: tuple[Page, ...] = (
    *static.PAGES,
    *csp_reports.PAGES,
    *login.PAGES,
    *live.PAGES,
    *api_description.PAGES,
    *work.PAGES,
    *requests.PAGES,
    *request.PAGES,
    *case_review.PAGES,
    *moves.PAGES,
    *exceptions.PAGES,
    *exception.PAGES,
    *exception_work.PAGES,
    *exception_proposals.PAGES,
    *queues.PAGES,
    *failures.PAGES,
    *policies.PAGES,
    *reference.PAGES,
    *authority.PAGES,
    *audit.PAGES,
    *audit_export.PAGES,
    *status.PAGES,
)

SHOWN = {page.path for page in PAGES if page.method == "GET"}


def create_app(opened: Opened) -> Starlette:
    """Return the app; `opened` gives the resources once the lifespan has opened them."""
    for page in PAGES:
        if page.rule not in RULES:
            raise LookupError(f"{page.method} {page.path} has no rule of access")
    render.compile_all()

    async def refused(request: Request, error: Exception) -> Response:
        visit = Visit(request, opened())
        # A reader who is logged in keeps the navigation.
        with suppress(Exception):
            visit = await enter(request, opened())
        return errors.of(visit, error)

    app = Starlette(
        routes=[
            Route(numbers.bounded(page.path), _endpoint(page, opened), methods=[page.method])
            for page in PAGES
        ],
        exception_handlers={HTTPException: refused},
    )
    # Its redirects would name the host of the call, and http behind a proxy.
    app.router.redirect_slashes = False
    return app


def _endpoint(page: Page, opened: Opened) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        visit = Visit(request, opened())
        try:
            visit = await enter(request, opened())
            visit = await checked(visit, page)
            return await page.answer(visit)
        except NoSession as ended:
            # A stream cannot show a login: it tells its page, which asks for itself again.
            return live.ended() if page.rule == "live" else _to_login(request, page, ended)
        except Exception as error:  # noqa: BLE001 - each error is a page
            return errors.of(visit, error)

    return serve


def _to_login(request: Request, page: Page, ended: NoSession) -> Response:
    """Lead to the login, and from there back to the page, or to the page that the form is of."""
    query = {"ended": ended.state} if ended.state else {}
    path = request.url.path
    if page.method == "GET":
        query["next"] = path + (f"?{request.url.query}" if request.url.query else "")
    elif page.path in SHOWN:
        query["next"] = path
    elif page.path.rpartition("/")[0] in SHOWN:
        query["next"] = path.rpartition("/")[0]
    return to(LOGIN.removeprefix(PREFIX), **query)
