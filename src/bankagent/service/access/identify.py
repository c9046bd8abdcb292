"""Who asks, by their key: at most one look at the database every two seconds for each key."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bankagent import metrics
from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import Caller, Reviewer
from bankagent.errors import Unauthorized
from bankagent.store.access.identify import Holder

KEPT_S = 2.0  # so long a revoked key may go on working in this process
MOST_KEPT = 1000

NO_SUCH_KEY = "This key is not known here: check that all of it was copied."
NO_LONGER = {
    "revoked": "This key was revoked: ask its issuer for another one.",
    "expired": "This key has expired: ask its issuer for another one.",
    "disabled": "The holder of this key was disabled: ask its issuer.",
}

Ask = Callable[[str], Awaitable[Holder | None]]


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at the database for one key, under way or done; all who come meanwhile share it."""

    answer: "asyncio.Future[Holder | None]"
    until: float


class Identify:
    """Tells who holds a key."""

    def __init__(self, ask: Ask, *, kept_s: float = KEPT_S) -> None:
        """Make one; `ask` returns the holder of the key with this id."""
        self._ask = ask
        self._kept_s = kept_s
        self._looks: dict[str, _Look] = {}

    async def __call__(self, text: str) -> Caller | Reviewer:
        """Return who holds this key.

        Raises:
            Unauthorized: it is no key, or one that does not work; only who has the whole secret is
                told why.
            Unavailable: the database is away.
        """
        key = ApiKey.parse(text)
        found = await self._holder(key.id) if key else None
        if key is None or found is None or found.kind != key.kind:
            raise _refused("unknown_key", NO_SUCH_KEY)
        if not hmac.compare_digest(found.secret_sha256, key.secret_sha256):
            raise _refused("unknown_key", NO_SUCH_KEY)
        if found.state != "works":
            raise _refused(found.state, NO_LONGER[found.state])
        if found.kind == "reviewer":
            return Reviewer(found.holder, found.role or "")
        return Caller(found.holder, frozenset(found.scopes or ()))

    async def _holder(self, id: str) -> Holder | None:
        look = self._looks.get(id)
        if look is None or look.until <= time.monotonic():
            # Counted from before the question: what was read may be as old as that.
            until = time.monotonic() + self._kept_s
            look = _Look(asyncio.ensure_future(self._ask(id)), until)
            look.answer.add_done_callback(_look_at)
            self._keep(id, look)
        try:
            # Shielded: one who goes away must not take the answer from the others.
            found = await asyncio.shield(look.answer)
        except Exception:
            self._forget(id, look)
            raise
        if found is None:
            self._forget(id, look)
        return found

    def _keep(self, id: str, look: _Look) -> None:
        self._looks.pop(id, None)
        self._looks[id] = look
        if len(self._looks) > MOST_KEPT:
            del self._looks[next(iter(self._looks))]

    def _forget(self, id: str, look: _Look) -> None:
        if self._looks.get(id) is look:
            del self._looks[id]


def _refused(reason: str, sentence: str) -> Unauthorized:
    metrics.AUTH_FAILURES.labels(reason).inc()
    return Unauthorized(sentence)


def _look_at(answer: "asyncio.Future[Holder | None]") -> None:
    # So that nobody complains of an error that nobody looked at: all who asked may have gone.
    if not answer.cancelled():
        answer.exception()
