"""Replay of past requests, page by page, in one transaction that cannot write."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from itertools import groupby

from bankagent import catalog
from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.domain.replay import (
    MOST_SHOWN,
    Extent,
    NotReplayable,
    PastEvaluation,
    Replay,
    Window,
)
from bankagent.domain.request_type import RequestType
from bankagent.errors import CannotRun, Conflict, NotFound
from bankagent.policy.gates import check
from bankagent.service.policies.replay.judge import compare, try_draft
from bankagent.store.policies import replay as store

# Requests in one page; with the inputs of their evaluations about 4 MB.
PAGE = 500


async def replay(
    conn: Connection,
    window: Window,
    *,
    draft: int | None = None,
    types: Sequence[RequestType] = catalog.TYPES,
    progressed: Callable[[int, int], None] = lambda _done, _of: None,
    most_shown: int = MOST_SHOWN,
) -> Replay:
    """Evaluate the requests of a window again, by the versions that decided them or by a draft.

    Their own version is applied to each evaluation, a draft to the last one of each request.
    `progressed` is told how many requests are done, and of how many.

    Raises:
        NotFound, CannotRun, Conflict: there is no such draft, or it cannot be applied.
        Forbidden: this database user may not become bankagent_shadow.
    """
    done = Replay()
    async with store.as_shadow(conn):
        tried = None
        if draft is not None:
            tried = await _draft(conn, draft, window, types)
            window = _of_draft(window, tried, types)
            done.draft = f"{tried.key}@{tried.version}"
        stored = _Stored(conn)
        extent = await store.extent(conn, window)
        async for page in _pages(conn, window, extent, done):
            policies = await stored.of(page)
            if tried is None:
                for past, policy in zip(page, policies, strict=True):
                    compare(done, past, policy, types, most_shown)
            else:
                for past in _last_ones(page):
                    try_draft(done, past, tried, types)
            progressed(done.requests, extent.requests)
    return done


async def _pages(
    conn: Connection, window: Window, extent: Extent, done: Replay
) -> AsyncIterator[list[PastEvaluation]]:
    """Yield the evaluations page by page, and count requests, and attempts without evaluation."""
    after = extent.after_id
    while page := await store.page(conn, window, after, extent.last_id, PAGE):
        last = page[-1].request_id
        ended = await store.attempts_not_evaluated(conn, window, after, last)
        done.leave_out(NotReplayable.ATTEMPT_ENDED, ended)
        done.requests += len({past.request_id for past in page})
        yield page
        after = last


def _last_ones(page: Sequence[PastEvaluation]) -> list[PastEvaluation]:
    """Return the last evaluation of each request, which its present state rests on."""
    return [list(of)[-1] for _, of in groupby(page, key=lambda past: past.request_id)]


async def _draft(
    conn: Connection, version: int, window: Window, types: Sequence[RequestType]
) -> Policy:
    """Return the draft, which is a version of the policy of the window's request types."""
    wanted = window.request_types
    keys = {one.policy_key for one in types if wanted is None or one.name in wanted}
    found = [one for key in sorted(keys) if (one := await store.policy(conn, key, version))]
    if not found:
        raise NotFound(f"There is no version {version} of {' or '.join(sorted(keys))}.")
    if len(found) > 1:
        names = ", ".join(one.key for one in found)
        raise CannotRun(f"{names} have a version {version}: name the request type with --type.")
    (draft,) = found
    if check(draft.table_json):
        command = f"bankagent policy lint {draft.key} --version {version}"
        raise Conflict(f"{draft.key}@{version} does not pass its lint: {command} names the faults.")
    return draft


def _of_draft(window: Window, draft: Policy, types: Sequence[RequestType]) -> Window:
    """Return the window of the requests that the draft's policy decides."""
    keyed = tuple(one.name for one in types if one.policy_key == draft.key)
    return replace(window, request_types=window.request_types or keyed)


class _Stored:
    """The versions of policies that evaluations name, each read once."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._found: dict[tuple[str, int], Policy | None] = {}

    async def of(self, page: Sequence[PastEvaluation]) -> list[Policy | None]:
        """Return the version that each evaluation names; None where it names none that is kept."""
        return [await self._one(past.policy_key, past.policy_version) for past in page]

    async def _one(self, key: str | None, version: int | None) -> Policy | None:
        if key is None or version is None:
            return None
        if (key, version) not in self._found:
            self._found[key, version] = await store.policy(self._conn, key, version)
        return self._found[key, version]
