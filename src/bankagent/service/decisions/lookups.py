"""Look up the values that facts need: one statement per need, once for a whole batch.

To add a need: its class with pure functions in facts/, its statement in store/, a line in LOOKUPS,
and the class among the `needs` of each request type whose facts read it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from bankagent import catalog
from bankagent.db.errors import translated
from bankagent.db.gateway import within
from bankagent.db.pool import Connection, Pool
from bankagent.domain import exact_json
from bankagent.domain.known import NOTHING, Known
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest
from bankagent.errors import BadJson, BadRequest, SchemaMismatch, Unavailable

# A connection that is frozen is given up; the next one is another.
ANSWER_WITHIN_S = 5.0
RETRY_AFTER_S = 1.0
# A worker that is silent for so long is dead to the others, which have rescued its jobs.
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Case:
    """A request with a valid payload, as a lookup takes it."""

    request_id: int
    client_id: str
    payload: BaseModel


Lookup = Callable[[Connection, Sequence[Case]], Awaitable[object]]

# By the class of the value that the lookup returns.
LOOKUPS: Mapping[type, Lookup] = {}


async def prepare(
    pool: Callable[[], Pool],
    batch: Sequence[ClaimedRequest],
    types: Sequence[RequestType] = catalog.TYPES,
    lookups: Mapping[type, Lookup] = LOOKUPS,
) -> Known:
    """Return all values that the requests of a batch need; no connection is held afterwards.

    A request whose type is unknown or whose payload is not valid needs none. While the database is
    away this waits a minute for it: nothing can be settled before it is back.

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
        except (Unavailable, SchemaMismatch):
            if time.monotonic() > until:
                raise
            await asyncio.sleep(RETRY_AFTER_S)


def _cases(batch: Sequence[ClaimedRequest], types: Sequence[RequestType]) -> dict[type, list[Case]]:
    """Return the requests that have needs, by the class that they need."""
    by_name = {known.name: known for known in types if known.needs}
    cases: dict[type, list[Case]] = defaultdict(list)
    for request in batch:
        known = by_name.get(request.request_type)
        if known is None:
            continue
        try:
            payload = catalog.parse_payload(known, exact_json.loads(request.payload))
        except (BadJson, BadRequest):
            continue
        for need in known.needs:
            cases[need].append(Case(request.request_id, request.client_id, payload))
    return cases


async def _look_up(
    pool: Callable[[], Pool], cases: Mapping[type, Sequence[Case]], lookups: Mapping[type, Lookup]
) -> Known:
    async with pool().connection() as conn:
        return Known(*[await lookups[need](conn, asked) for need, asked in cases.items()])
