"""Attempts on claimed jobs: each is decided, timed, and logged with its ids and its trace."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Protocol

from prometheus_client import Histogram

from bankagent import logs, metrics
from bankagent.domain import trace
from bankagent.domain.attempt import Attempt, Failed
from bankagent.domain.job import ClaimedJob, Fence
from bankagent.domain.known import Known
from bankagent.domain.put_off import PutOff
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.domain.trace import Trace

log = logging.getLogger(__name__)

# Whether an error is no end of the attempt, because the worker's time is over.
CutsShort = Callable[[BaseException], bool]


class BatchDecider(Protocol):
    """Decides requests: prepares a batch once, then decides each of its requests.

    Both are called with no transaction open and no connection held.
    """

    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:
        """Return the values that the requests of a batch need."""

    async def decide(self, request: ClaimedRequest, known: Known) -> Settlement:
        """Return how the attempt on a request ends."""


async def prepared(
    batch: Sequence[ClaimedJob], decider: BatchDecider, cuts_short: CutsShort
) -> Known | None:
    """Return the values that a batch needs, or None where that failed.

    One request may be the cause, so each is then prepared alone: only its own attempt fails.
    """
    try:
        return await decider.prepare([found for job in batch if (found := _request(job))])
    except BaseException as error:
        if cuts_short(error):
            raise
        _go_on_after(error)
        log.warning("the batch was not prepared", extra=logs.failure(error))
        return None


async def attempt(
    job: ClaimedJob,
    fence: Fence,
    decider: BatchDecider,
    known: Known | None,
    cuts_short: CutsShort,
) -> Attempt:
    """Decide one request; an error of any kind, SystemExit included, is an end of it too.

    All of the attempt is inside one try, and its end is always a Settlement or a Failed: what is
    raised past this would be handed back without a trace, and claimed again at once.

    Raises:
        asyncio.CancelledError, KeyboardInterrupt: the worker's time is over (`cuts_short`).
    """
    span: Trace | None = None
    try:
        span = _span(job)
        waited, lasted = _timers(job.queue_name)
        waited.observe(job.waited or 0)
        with trace.within(span), _ids(job), lasted.time():
            end = await _end(job, decider, known)
    except BaseException as error:
        if cuts_short(error):
            raise
        return _failed(job, fence, span, error)
    return Attempt(job, fence, end, span)


@contextmanager
def logged_as(attempt: Attempt) -> Iterator[None]:
    """Give every line that is logged inside the ids and the trace of this attempt."""
    with trace.within(attempt.span), _ids(attempt.job):
        yield


@cache
def _timers(queue: str) -> tuple[Histogram, Histogram]:
    # Finding a metric by its labels costs more than observing it.
    return metrics.JOB_WAIT_SECONDS.labels(queue), metrics.JOB_RUN_SECONDS.labels(queue)


def _span(job: ClaimedJob) -> Trace | None:
    caller = Trace.parse(job.traceparent) if job.traceparent else None
    return caller.child() if caller else None


def _ids(job: ClaimedJob) -> logs.bound:
    # As the audit trail counts attempts: from 1.
    return logs.bound(request_id=job.request_id, job_id=job.job_id, attempt=job.attempts + 1)


def _request(job: ClaimedJob) -> ClaimedRequest | None:
    if job.client_id is None or job.request_type is None or job.payload is None:
        return None
    return ClaimedRequest(job.request_id, job.client_id, job.request_type, job.payload)


async def _end(job: ClaimedJob, decider: BatchDecider, known: Known | None) -> Settlement | Failed:
    request = _request(job)
    if request is None:
        return Failed("NotTheCurrentJob")
    if known is None:
        known = await decider.prepare([request])
    settlement: object = await decider.decide(request, known)
    if not isinstance(settlement, Settlement):
        raise TypeError(f"decided with a {type(settlement).__name__}")
    log.debug("decided", extra={"outcome": settlement.evaluation.outcome})
    return settlement


def _failed(job: ClaimedJob, fence: Fence, span: Trace | None, error: BaseException) -> Attempt:
    _go_on_after(error)
    failed = Attempt(job, fence, Failed(type(error).__name__), span)
    # The entry in the audit trail does not depend on this line.
    with suppress(Exception), logged_as(failed):
        if isinstance(error, PutOff):
            log.info("the attempt is put off", extra={"detail": error.reason})
            return failed
        log.warning("the attempt ended in an error", extra=logs.failure(error))
    return failed


def _go_on_after(error: BaseException) -> None:
    """Take a cancellation that is the attempt's own for done: the next waits work as always."""
    task = asyncio.current_task()
    while isinstance(error, asyncio.CancelledError) and task and task.cancelling():
        task.uncancel()
