"""Identify a caller or reviewer by their key, which is read at most once in two seconds."""

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

KEPT_S = 2.0  # a revoked key may go on working in this process for so long
MOST_KEPT = 1000

NO_SUCH_KEY = "This key is not known here: check that all of it was copied."
NO_LONGER = {
    "revoked": "This key was revoked: ask its issuer for another one.",
    "expired": "This key has expired: ask its issuer for another one.",
    "disabled": "The holder of this key was disabled: ask its issuer.",
}

Ask = Callable[[str], Awaitable[Holder | None]]


@dataclass(frozen=True, slots=True)
class _Read:
    """A read of one key, under way or done; all calls with this key share it until it expires."""

    answer: "asyncio.Future[Holder | None]"
    until: float


class Identify:
    """Identifies the holders of keys."""

    def __init__(self, ask: Ask, *, kept_s: float = KEPT_S) -> None:
        """Make it; `ask` returns the holder of the key with this id."""
        self._ask = ask
        self._kept_s = kept_s
        self._reads: dict[str, _Read] = {}

    async def __call__(self, text: str) -> Caller | Reviewer:
        """Return the holder of this key.

        Raises:
            Unauthorized: it is no key, or one that does not work; the reason is told only to a
                caller that has the whole secret.
            Unavailable: the database is away.
        """
        key = ApiKey.parse(text)
        found = await self._holder(key.id) if key else None
        if key is None or found is None or found.holder_type != key.holder_type:
            raise _refused("unknown_key", NO_SUCH_KEY)
        if not hmac.compare_digest(found.secret_sha256, key.secret_sha256):
            raise _refused("unknown_key", NO_SUCH_KEY)
        if found.state != "works":
            raise _refused(found.state, NO_LONGER[found.state])
        if found.holder_type == "reviewer":
            return Reviewer(found.holder, found.role or "")
        return Caller(found.holder, frozenset(found.scopes or ()))

    async def _holder(self, id: str) -> Holder | None:
        read = self._reads.get(id)
        if read is None or read.until <= time.monotonic():
            # Counted from before the question: the answer may be as old as that.
            until = time.monotonic() + self._kept_s
            read = _Read(asyncio.ensure_future(self._ask(id)), until)
            read.answer.add_done_callback(_retrieve)
            self._keep(id, read)
        try:
            # Shielded: a caller that goes away must not take the answer from the others.
            found = await asyncio.shield(read.answer)
        except Exception:
            self._forget(id, read)
            raise
        if found is None:
            self._forget(id, read)
        return found

    def _keep(self, id: str, read: _Read) -> None:
        self._reads.pop(id, None)
        self._reads[id] = read
        if len(self._reads) > MOST_KEPT:
            del self._reads[next(iter(self._reads))]

    def _forget(self, id: str, read: _Read) -> None:
        if self._reads.get(id) is read:
            del self._reads[id]


def _refused(reason: str, sentence: str) -> Unauthorized:
    metrics.AUTH_FAILURES.labels(reason).inc()
    return Unauthorized(sentence)


def _retrieve(answer: "asyncio.Future[Holder | None]") -> None:
    # All callers may have gone: asyncio logs "never retrieved" otherwise.
    if not answer.cancelled():
        answer.exception()
