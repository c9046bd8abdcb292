"""Budget of model calls: each begins and ends in a transaction of its own, none is open between."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bankagent.db.pool import Pool
from bankagent.domain.agent import FenceLost
from bankagent.domain.model_call import BegunCall, CallRefused
from bankagent.domain.model_fault import ModelFault
from bankagent.domain.put_off import PutOff
from bankagent.store.models import calls

log = logging.getLogger(__name__)

# What people do about a refusal, by its code; the budgets' own codes have the last sentence.
LISTED = "An operator lists it with `bankagent models add`, and then the caller asks again."
HELP = {
    "model_unlisted": f"The model is not listed. {LISTED}",
    "model_retired": f"The model was retired. {LISTED}",
    "model_not_validated": f"The model is listed without a validation. {LISTED}",
    "model_unpriced": f"A limit of money holds, and the model has no price. {LISTED}",
    "model_rejected": "The provider refuses this very call: a person answers, or asks otherwise.",
    "model_faults": "The call failed 10 times while others were answered: a person answers.",
}
OVER = "A limit of `bankagent models limits` is used up: a person answers, or an operator sets it."


@asynccontextmanager
async def budgeted(
    pool: Pool, fence: calls.Fence, provider: str, model: str, tokens: tuple[int, int]
) -> AsyncIterator[BegunCall]:
    """Begin a call, let it be made inside, and end it; a ModelFault inside is noted.

    A call whose tokens the provider does not count ends with those that it reserved.

    Raises:
        PutOff: a limit or a pause is in its way, or the provider failed; the job waits.
        CallRefused: it may never begin, or has failed too often.
        FenceLost: the attempt no longer owns its request.
    """
    named = f"{provider}:{model}"
    async with pool.connection() as conn:
        begun = await calls.begin(conn, fence, provider, model, tokens)
    _raise_unless("begun", named, begun.disposition, begun.until, begun.reason)
    call = BegunCall(begun.call_id, provider)
    try:
        yield call
    except ModelFault as fault:
        async with pool.connection() as conn:
            noted = await calls.note_fault(conn, fence, begun.call_id, fault.kind, fault.until)
        _raise_unless(None, named, noted.disposition, noted.until, noted.reason)
        raise
    async with pool.connection() as conn:
        counted = call.tokens or (*tokens, 0)
        call.cost = await calls.end_call(conn, fence, begun.call_id, counted)


def _raise_unless(
    good: str | None, model: str, disposition: str, until: datetime | None, reason: str | None
) -> None:
    code = reason or disposition
    if disposition == good:
        return
    if disposition == "put_off" and until is not None:
        raise PutOff(until, f"{code} ({model})")
    if disposition == "lost":
        raise FenceLost("the attempt no longer owns its request")
    sentence = f"{HELP.get(code, OVER)} ({code}, {model})"
    log.warning("a call of a model is refused", extra={"detail": sentence})
    raise CallRefused(code, sentence)
