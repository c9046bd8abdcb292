"""Process a request: see that it has a job, and wait a while for its result."""

from collections.abc import Collection
from dataclasses import dataclass

from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.caller import Caller
from bankagent.domain.request import RequestResult
from bankagent.errors import NO_REQUEST, Conflict, NotFound
from bankagent.service.requests.waiters import Waiters
from bankagent.store.requests import progress, read, verbs

ResultWaiters = Waiters[int, RequestResult]


@dataclass(frozen=True, slots=True)
class NotYet:
    """No result within the time that the caller would wait, and what the request waits for."""

    request_id: int
    is_served: bool
    paused: bool

    @property
    def retry_after_s(self) -> int:
        """Seconds after which asking again makes sense."""
        if self.paused:
            return 30
        return 1 if self.is_served else 5


def new_result_waiters(gateway: Gateway) -> ResultWaiters:
    """Return the waiters for results of this process: one poll asks for all of them."""

    async def read_results(request_ids: Collection[int]) -> dict[int, RequestResult]:
        found = await gateway.ask(progress.results, request_ids, maker=None)
        return {result.request_id: result for result in found}

    return Waiters(read_results)


async def process(
    gateway: Gateway, waiters: ResultWaiters, caller: Caller, request_id: int, *, wait_s: float
) -> RequestResult | NotYet:
    """Return the result of a request that no longer waits for a worker, or NotYet.

    Raises:
        NotFound: there is no such request, for this caller.
        Conflict: it has failed or was cancelled; the text names requeue.
    """
    found = await gateway.ask(progress.results, [request_id], maker=caller.sees)
    result = found[0] if found else None
    if result is None:
        await _ensure_job(gateway, caller, request_id)
        # Only a caller that may read the request gets here: the waiters check no maker.
        result = await waiters.wait(request_id, wait_s)
    if result is None:
        served = await gateway.ask(progress.serving_workers, request_id) > 0
        paused = await gateway.ask(progress.is_paused, request_id)
        return NotYet(request_id, is_served=served, paused=paused)
    if result.status == "failed":
        raise Conflict(
            f"Request {request_id} failed, and no worker has it: an operator can requeue it "
            "(POST /requests/{request_id}/requeue) once the cause is mended."
        )
    if result.status == "cancelled":
        raise Conflict(
            f"Request {request_id} was cancelled, which is final: requeue cannot bring it back; "
            "submit it again."
        )
    return result


async def _ensure_job(gateway: Gateway, caller: Caller, request_id: int) -> None:
    overview = await gateway.ask(read.overview, request_id, maker=caller.sees)
    if overview is None:
        raise NotFound(NO_REQUEST)
    if overview.is_without_job:
        try:
            await gateway.ask(
                verbs.requeue, request_id, actor=caller.name, traceparent=trace.traceparent()
            )
        except Conflict:
            return  # another call gave it a job, or a worker a result, in between
