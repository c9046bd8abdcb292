"""Trial of a draft on the latest requests, for a page: bounded, and beside what others do."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.domain.replay import PastEvaluation, Replay, Window
from bankagent.domain.request_type import RequestType
from bankagent.errors import Conflict, NotFound
from bankagent.policy.gates import check
from bankagent.service.policies.replay.judge import try_draft
from bankagent.store.policies import replay as store

MOST = 200  # requests; with their inputs about 2 MB
DEADLINE_S = 20.0
EVER = datetime(2000, 1, 1, tzinfo=UTC)


async def latest(
    gateway: Gateway, key: str, version: int, types: Sequence[RequestType] = catalog.TYPES
) -> Replay:
    """Evaluate the latest requests of a policy again by a version of it; nothing is written.

    `bankagent policy replay --draft` does the same for a time of any length.

    Raises:
        NotFound: there is no such version.
        Conflict: the version does not pass its lint.
        Unavailable: the database is away or busy.
    """
    draft, past = await gateway.ask_within(DEADLINE_S, _read, key, version, types)
    done = Replay(draft=f"{key}@{version}")
    # Evaluation is work of the CPU: the event loop goes on with what others ask.
    await asyncio.to_thread(_try_all, done, past, draft, types)
    return done


async def _read(
    conn: Connection, key: str, version: int, types: Sequence[RequestType]
) -> tuple[Policy, list[PastEvaluation]]:
    draft = await store.policy(conn, key, version)
    if draft is None:
        raise NotFound(f"There is no version {version} of {key}.")
    if check(draft.table_json):
        raise Conflict(f"{key}@{version} does not pass its lint.")
    window = Window(EVER, request_types=tuple(one.name for one in types if one.policy_key == key))
    after, last = await store.latest(conn, window, MOST)
    return draft, await store.page(conn, window, after, last, MOST)


def _try_all(
    done: Replay, past: Sequence[PastEvaluation], draft: Policy, types: Sequence[RequestType]
) -> None:
    for _, of_request in groupby(past, key=lambda one: one.request_id):
        done.requests += 1
        # The last evaluation is the one that the request's present state rests on.
        try_draft(done, [*of_request][-1], draft, types)
