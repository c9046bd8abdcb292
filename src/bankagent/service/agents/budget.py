"""Budget of model calls: each begins and ends in a transaction of its own, none is open between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bankagent.db.pool import Pool
from bankagent.domain.model_fault import ModelFault
from bankagent.domain.put_off import PutOff
from bankagent.store.models import calls


class CallRefused(Exception):
    """A call of a model may not begin, now or later; `reason` is the code of begin_model_call."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The call of the model is refused: {reason}.")
        self.reason = reason


@dataclass(slots=True)
class Call:
    """One call that was begun; its tokens (sent, answered, cached) are set when it is answered."""

    call_id: int
    tokens: tuple[int, int, int] | None = field(default=None)


@asynccontextmanager
async def budgeted(
    pool: Pool, fence: calls.Fence, provider: str, model: str, tokens: tuple[int, int]
) -> AsyncIterator[Call]:
    """Begin a call, let it be made inside, and end it; a ModelFault inside is noted.

    Raises:
        PutOff: a limit or a pause is in its way, or the provider failed; the job waits.
        CallRefused: it may never begin, has failed too often, or the fence is lost.
    """
    async with pool.connection() as conn:
        begun = await calls.begin(conn, fence, provider, model, tokens)
    _raise_unless("begun", begun.disposition, begun.until, begun.reason)
    call = Call(begun.call_id)
    try:
        yield call
    except ModelFault as fault:
        async with pool.connection() as conn:
            noted = await calls.note_fault(conn, fence, call.call_id, fault.kind, fault.until)
        _raise_unless(None, noted.disposition, noted.until, noted.reason)
        raise
    if call.tokens is not None:
        async with pool.connection() as conn:
            await calls.end_call(conn, fence, call.call_id, call.tokens)


def _raise_unless(
    good: str | None, disposition: str, until: datetime | None, reason: str | None
) -> None:
    if disposition == good:
        return
    if disposition == "put_off" and until is not None:
        raise PutOff(until, reason or disposition)
    raise CallRefused(reason or disposition)
