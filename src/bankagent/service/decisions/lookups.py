"""Look up the values that facts need: one statement per need, once for a whole batch.

To add a need: its class with pure functions in facts/, its statement in store/decisions/, its
lookup in needs.py, and the class among the `needs` of each request type whose facts read it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bankagent.db.errors import translated
from bankagent.db.gateway import within
from bankagent.db.pool import Pool
from bankagent.domain.known import NOTHING, Case, Known, LookedUp
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest
from bankagent.errors import BadJson, BadRequest, SchemaMismatch, Unavailable
from bankagent.service.decisions.evaluate import parsed
from bankagent.service.decisions.held import Lookup, Unfinished

# A connection that is frozen is given up; the next one is another.
ANSWER_WITHIN_S = 5.0
RETRY_AFTER_S = 1.0
# A worker that is silent for so long is dead to the others, which have rescued its jobs.
PATIENCE_S = 60.0


async def prepare(
    pool: Callable[[], Pool],
    batch: Sequence[ClaimedRequest],
    types: Sequence[RequestType],
    lookups: Mapping[type[LookedUp], Lookup],
) -> Known:
    """Return all values that the requests of a batch need; no connection is held afterwards.

    A request whose type is unknown or whose payload is not valid needs none. While the database is
    away this waits a minute for it: nothing can be settled before it is back. Work of a look-up
    that takes long, as a first screening of thousands of names, is waited for without a connection.

    Raises:
        BankagentError, psycopg.Error: a lookup fails, or the database stays away.
    """
    cases = _cases(batch, types)
    if not cases:
        return NOTHING
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with translated():
                return await within(ANSWER_WITHIN_S, _look_up(pool, cases, lookups))
        except Unfinished as one:
            await asyncio.wait({one.work})
            until = time.monotonic() + PATIENCE_S
        except (Unavailable, SchemaMismatch):
            if time.monotonic() > until:
                raise
            await asyncio.sleep(RETRY_AFTER_S)


def _cases(
    batch: Sequence[ClaimedRequest], types: Sequence[RequestType]
) -> list[tuple[Case, RequestType]]:
    """Return the requests that have needs, each with its type and its parsed payload."""
    by_name = {known.name: known for known in types if known.needs}
    cases = []
    for request in batch:
        known = by_name.get(request.request_type)
        if known is None:
            continue
        with suppress(BadJson, BadRequest):
            cases.append((parsed(request, known), known))
    return cases


async def _look_up(
    pool: Callable[[], Pool],
    cases: Sequence[tuple[Case, RequestType]],
    lookups: Mapping[type[LookedUp], Lookup],
) -> Known:
    asked: dict[type[LookedUp], list[Case]] = defaultdict(list)
    for case, known in cases:
        for need in known.needs:
            asked[need].append(case)
    async with pool().connection() as conn:
        values = [await lookups[need](conn, of) for need, of in asked.items()]
    return Known(*values, cases=[case for case, _ in cases])
