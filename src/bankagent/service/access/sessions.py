"""Sessions of people at the pages: opened by a key, known by a cookie, ended by either."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bankagent.db.gateway import Gateway
from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import Caller, Reviewer
from bankagent.service.access.identify import Identify
from bankagent.store.access import sessions
from bankagent.store.access.sessions import HeldSession

COOKIE_BYTES = 32
# As the database judges it, in bankagent.ui_session_state; a test compares them.
IDLE_S = 15 * 60
LONGEST_S = 8 * 3600
# The reason why a session works no more, as its holder reads it at the login.
ENDED = {
    "ended": "You logged out, or logged in again elsewhere in this browser.",
    "too_old": "A session ends after 8 hours: log in again.",
    "idle": "Nothing happened for 15 minutes: log in again.",
    "revoked": "The key of this session was revoked: ask its issuer for another one.",
    "expired": "The key of this session has expired: ask its issuer for another one.",
    "disabled": "The holder of this session was disabled: ask the operators.",
}


@dataclass(frozen=True, slots=True)
class Session:
    """A session that works: the cookie, for its holder's browser only, and the holder."""

    cookie: str = field(repr=False)
    holder: Caller | Reviewer
    opened_at: datetime

    @property
    def left_s(self) -> int:
        """The time in s until the session ends, whatever is read meanwhile."""
        open_s = (datetime.now(UTC) - self.opened_at).total_seconds()
        return min(LONGEST_S, max(0, int(LONGEST_S - open_s)))

    @property
    def form_token(self) -> str:
        """The token that each form of this session sends back; the cookie cannot be found by it."""
        return hmac.new(self.cookie.encode(), b"form", hashlib.sha256).hexdigest()


async def log_in(
    gateway: Gateway, identify: Identify, key_text: str, earlier_cookie: str | None
) -> Session:
    """Open a session with a new cookie; the session of the cookie that the browser had ends.

    Raises:
        Unauthorized: it is no key, or one that does not work.
        Unavailable: the database is away.
    """
    holder = await identify(key_text)
    key = ApiKey.parse(key_text)
    cookie = secrets.token_urlsafe(COOKIE_BYTES)
    ends = await gateway.ask(
        sessions.open_session,
        key.id if key else "",
        cookie_sha256=digest(cookie),
        replaces_sha256=digest(earlier_cookie) if earlier_cookie else None,
    )
    return Session(cookie, holder, ends - timedelta(seconds=LONGEST_S))


async def session_of(
    gateway: Gateway, cookie: str, *, by_person: bool = True
) -> Session | HeldSession | None:
    """Return the session of a cookie; one that works no more as the database holds it, else None.

    `by_person`: a page was asked for, which keeps the session from being idle.
    """
    held = await gateway.ask(sessions.touch, digest(cookie), by_person=by_person)
    if held is None or held.state != "works":
        return held
    if held.holder_type == "reviewer":
        return Session(cookie, Reviewer(held.holder, held.role or ""), held.opened_at)
    return Session(cookie, Caller(held.holder, frozenset(held.scopes or ())), held.opened_at)


async def log_out(gateway: Gateway, session: Session) -> None:
    """End a session."""
    await gateway.ask(sessions.close, digest(session.cookie))


def digest(cookie: str) -> str:
    """Return what the database keeps of a cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()
