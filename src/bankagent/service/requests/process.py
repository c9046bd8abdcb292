"""Process a request: see that a worker has it, and wait a while for what comes out."""

from dataclasses import dataclass

from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.caller import Caller
from bankagent.domain.request import RequestResult
from bankagent.errors import NO_REQUEST, Conflict, NotFound
from bankagent.service.requests.waiters import Waiters
from bankagent.store.requests import progress, read, verbs

Outcomes = Waiters[int, RequestResult]


@dataclass(frozen=True, slots=True)
class NotYet:
    """No outcome in the time that the caller would wait, and what it waits for."""

    request_id: int
    workers_alive: bool
    paused: bool

    @property
    def retry_after_s(self) -> int:
        """After how many seconds asking again makes sense."""
        if self.paused:
            return 30
        return 1 if self.workers_alive else 5


async def process(
    gateway: Gateway, waiters: Outcomes, caller: Caller, request_id: int, *, wait_s: float
) -> RequestResult | NotYet:
    """Return where the request stands once no worker has to act, or NotYet.

    Raises:
        NotFound: there is no such request, for this caller.
        Conflict: it has failed or was cancelled; the text names requeue.
    """
    found = await gateway.ask(progress.results, [request_id], maker=caller.sees)
    reached = found[0] if found else None
    if reached is None:
        await _see_to_a_job(gateway, caller, request_id)
        # Only who may see a request gets here: the waiting room asks nobody's name.
        reached = await waiters.wait(request_id, wait_s)
    if reached is None:
        alive = await gateway.ask(progress.alive_workers) > 0
        paused = await gateway.ask(progress.is_paused, request_id)
        return NotYet(request_id, workers_alive=alive, paused=paused)
    if reached.status == "failed":
        raise Conflict(
            f"Request {request_id} failed and nobody is working on it: an operator can requeue it "
            "(POST /requests/{request_id}/requeue) once the cause is mended."
        )
    if reached.status == "cancelled":
        raise Conflict(
            f"Request {request_id} was cancelled, which is final: requeue cannot bring it back; "
            "submit it again."
        )
    return reached


async def _see_to_a_job(gateway: Gateway, caller: Caller, request_id: int) -> None:
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
