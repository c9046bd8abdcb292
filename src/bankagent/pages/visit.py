"""Visit: one call of a page by a holder who is logged in, or by a stranger at the login."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bankagent import logs
from bankagent.domain.caller import Caller, Reviewer
from bankagent.errors import NotFound
from bankagent.pages import access, forms, headers
from bankagent.pages.forms import Form
from bankagent.pages.queries import LARGEST_ID
from bankagent.pages.resources import PageResources
from bankagent.service.access.reading import check_reading
from bankagent.service.access.sessions import Session, session_of
from bankagent.store.access.sessions import HeldSession

PREFIX = "/ui"
LOGIN = f"{PREFIX}/login"
UNSAFE = {"POST"}
BY_ITSELF = {f"{PREFIX}/live", headers.REPORTS}
SEE_OTHER = 303
NO_PAGE = "There is no such page."


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a page; `form` is None unless one was sent, `session` unless one works.

    `why_ended` is the state of a session that works no more.
    """

    request: Request
    resources: PageResources
    session: Session | None = None
    form: Form | None = None
    why_ended: str | None = None

    @property
    def holder(self) -> Caller | Reviewer | None:
        """The holder of the session."""
        return self.session.holder if self.session else None

    @property
    def name(self) -> str:
        """The name of the holder, who is the actor of what the page does."""
        return self.holder.name if self.holder else ""

    @property
    def sees(self) -> str | None:
        """The only maker whose requests the holder sees; None where it sees all."""
        return self.holder.sees if self.holder else ""

    @property
    def sent(self) -> Form:
        """The form of a page that takes one."""
        return self.form or Form({})

    def may(self, rule: str) -> bool:
        """Whether the holder may use what this rule of access is about."""
        return access.may(self.holder, rule)

    async def check_reading(self, request_id: int) -> None:
        """Refuse a reviewer a request that no authority of theirs covers, unless they voted on it.

        Raises:
            NotFound: there is no such request, or none that the reviewer may read.
        """
        if self.holder:
            await check_reading(self.resources.gateway, self.holder, request_id)

    def number(self, name: str) -> int:
        """Return a number of the path.

        Raises:
            NotFound: it is larger than any number of ours.
        """
        found = int(self.request.path_params[name])
        if found > LARGEST_ID:
            raise NotFound(NO_PAGE)
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """A route: `rule` names its rule of access, `path` is below /ui."""

    method: str
    path: str
    rule: str
    answer: Callable[[Visit], Awaitable[Response]]


class NoSession(Exception):
    """A page was asked for without a session that works; `state` is that of the one before."""

    def __init__(self, state: str | None) -> None:
        super().__init__(state)
        self.state = state


async def enter(request: Request, resources: PageResources) -> Visit:
    """Return the visit of a call with its session, if one works; nothing else is checked yet."""
    found = await _session(request, resources)
    session, ended = (found, None) if isinstance(found, Session) else (None, found)
    if session:
        logs.bind(caller=session.holder.name)
    return Visit(request, resources, session, why_ended=ended.state if ended else None)


async def checked(visit: Visit, page: Page) -> Visit:
    """Return the visit with its form; the rule of access and the form have been checked.

    Raises:
        NoSession: the page needs a login.
        Forbidden: the form is another site's or session's, or the holder's roles do not allow it.
        HTTPException, BadRequest: the form cannot be read.
    """
    takes_form = page.method in UNSAFE and page.rule != "csp_report"
    if takes_form:
        headers.refuse_other_sites(visit.request)
    is_public = access.PUBLIC in access.RULES[page.rule]
    if visit.session is None and not is_public:
        raise NoSession(visit.why_ended)
    access.refuse_unless(visit.holder, page.rule)
    if not takes_form:
        return visit
    form = await forms.read(visit.request)
    if visit.session and not is_public:
        forms.check_token(form, visit.session)
    return replace(visit, form=form)


async def _session(request: Request, resources: PageResources) -> Session | HeldSession | None:
    cookie = request.cookies.get(cookie_name(request, resources))
    if not cookie or request.url.path.startswith(f"{PREFIX}/static/"):
        return None
    return await session_of(resources.gateway, cookie, by_person=_is_by_person(request))


def _is_by_person(request: Request) -> bool:
    """Whether a person asked; what an open page asks by itself keeps no session from being idle.

    htmx sends HX-Request with each refresh. A page holds its stream open, and opens it again.
    """
    is_refresh = request.method not in UNSAFE and "hx-request" in request.headers
    return not is_refresh and request.url.path not in BY_ITSELF


def is_secure(request: Request, resources: PageResources) -> bool:
    """Whether the cookie is for TLS alone: always in production, whatever a proxy says."""
    return resources.app_env == "production" or request.url.scheme == "https"


def cookie_name(request: Request, resources: PageResources) -> str:
    """Return the cookie's name; with the prefix __Host- no other host or path can set it."""
    return "__Host-bankagent" if is_secure(request, resources) else "bankagent_session"


def to(path: str, **query: str) -> RedirectResponse:
    """Return an answer that leads the browser to another page, which it reads by GET."""
    text = f"?{urlencode(query)}" if query else ""
    return RedirectResponse(f"{PREFIX}{path}{text}", status_code=SEE_OTHER)
