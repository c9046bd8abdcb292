"""Login and logout: a key opens a session, whose cookie the browser keeps until it ends."""

import logging

from starlette.responses import Response

from bankagent.domain.api_key import ApiKey
from bankagent.errors import Forbidden, Unauthorized
from bankagent.pages import render
from bankagent.pages.visit import LOGIN, PREFIX, Page, Visit, cookie_name, is_secure, to
from bankagent.service.access.sessions import ENDED, log_in, log_out

log = logging.getLogger(__name__)

FIRST_PAGES = (("work.see", "/work"), ("status.see", "/status"), ("requests.see", "/requests"))
NO_PAGES = "This key works, but no page is for it: its caller has no scope to read or to operate."
RETRY = {"Retry-After": "300"}
WAIT = "Too many logins have failed: try again in {} min."


async def show(visit: Visit) -> Response:
    """Return the form of the login, with the reason why the session before ended."""
    ended = visit.why_ended or visit.request.query_params.get("ended", "")
    return _form(visit, told=ENDED.get(ended, ""))


async def open_session(visit: Visit) -> Response:
    """Open a session for the holder of the key, and lead to the page that was asked for."""
    text = visit.sent.text("key")
    key = ApiKey.parse(text)
    address = visit.request.client.host if visit.request.client else "?"
    told = {"key_id": key.id if key else None, "address": address}
    cookie = cookie_name(visit.request, visit.resources)
    try:
        session = await log_in(
            visit.resources.gateway,
            visit.resources.identify,
            text,
            visit.request.cookies.get(cookie),
        )
    except (Unauthorized, Forbidden) as error:
        if minutes := visit.resources.attempts.wait_min(address):
            return _form(visit, error=WAIT.format(minutes), status=429, more_headers=RETRY)
        visit.resources.attempts.failed(address)
        log.warning("a login failed", extra=told)
        return _form(visit, error=error.detail, status=Unauthorized.status)
    log.info("a login", extra=told | {"caller": session.holder.name})
    answer = to(safe_path(visit.sent.text("next")))
    answer.set_cookie(
        cookie,
        session.cookie,
        path="/",
        secure=is_secure(visit.request, visit.resources),
        httponly=True,
        samesite="strict",
    )
    return answer


async def close_session(visit: Visit) -> Response:
    """End the session, and take the cookie away."""
    if visit.session:
        await log_out(visit.resources.gateway, visit.session)
    answer = to("/login", ended="ended")
    answer.delete_cookie(
        cookie_name(visit.request, visit.resources),
        path="/",
        secure=is_secure(visit.request, visit.resources),
        httponly=True,
        samesite="strict",
    )
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def stay(_: Visit) -> Response:
    """Answer without a page: the visit itself has kept the session from being idle."""
    return Response(status_code=204)


async def home(visit: Visit) -> Response:
    """Lead to the first page that the holder may see."""
    for rule, path in FIRST_PAGES:
        if visit.may(rule):
            return to(path)
    raise Forbidden(NO_PAGES)


def safe_path(sent: str) -> str:
    """Return a path below /ui that a login may lead to, without the prefix; else the first page.

    A path that begins with two slashes, or has a backslash, would lead to another host.
    """
    inside = sent.removeprefix(PREFIX)
    is_ours = sent.startswith(f"{PREFIX}/") and not inside.startswith(("//", "/login"))
    return inside if is_ours and sent.isprintable() and "\\" not in sent else "/"


def _form(
    visit: Visit,
    *,
    told: str = "",
    error: str = "",
    status: int = 200,
    more_headers: dict[str, str] | None = None,
) -> Response:
    sent = visit.form.text("next") if visit.form else visit.request.query_params.get("next", "")
    return render.page(
        visit,
        "login",
        title="Log in",
        status=status,
        more_headers=more_headers,
        told=told,
        error=error,
        next=sent if safe_path(sent) != "/" else "",
        action=LOGIN,
        loses_cookie=_loses_cookie(visit),
    )


def _loses_cookie(visit: Visit) -> bool:
    """Whether the browser will not keep the cookie: browsers say Sec-Fetch-Site by TLS alone."""
    is_for_tls = is_secure(visit.request, visit.resources)
    return is_for_tls and "sec-fetch-site" not in visit.request.headers


PAGES = (
    Page("GET", "/login", "login", show),
    Page("POST", "/login", "login", open_session),
    Page("POST", "/logout", "logout", close_session),
    Page("POST", "/stay", "stay", stay),
    Page("GET", "/", "home", home),
)
