"""One run of a claimed job: decided, timed, and spoken of in the log by its ids and its trace."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from prometheus_client import Histogram

from bankagent import logs, metrics
from bankagent.domain import trace
from bankagent.domain.job import ClaimedJob
from bankagent.domain.known import Known
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.domain.trace import Trace

log = logging.getLogger(__name__)


class Decider(Protocol):
    """Decides requests: prepares a batch once, then decides each of its requests."""

    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:
        """Return the values that the requests of a batch need."""

    async def decide(self, request: ClaimedRequest, known: Known) -> Settlement:
        """Return how the attempt on a request ends."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended, or never began: `item` is how it ended, as settle_jobs takes it."""

    job: ClaimedJob
    item: dict[str, Any]
    span: Trace | None = None

    @contextmanager
    def spoken_of(self) -> Iterator[None]:
        """Have every line that is logged inside say which run it is about."""
        with trace.within(self.span), _ids(self.job):
            yield


async def prepared(batch: Sequence[ClaimedJob], decider: Decider) -> Known | None:
    """Return the values that a batch needs, or None where that failed.

    One request may be the cause, so each is then prepared alone: only its own attempt fails.
    """
    try:
        return await decider.prepare([found for job in batch if (found := _request(job))])
    except Exception as error:  # noqa: BLE001 - a lookup may end in any error
        log.warning("the batch was not prepared", extra=logs.failure(error))
        return None


async def run(job: ClaimedJob, fence: dict[str, Any], decider: Decider, known: Known | None) -> Run:
    """Decide one request; whatever error that ends in is how the run ended."""
    caller = Trace.parse(job.traceparent) if job.traceparent else None
    span = caller.child() if caller else None
    waited, ran = _timers(job.queue_name)
    waited.observe(job.waited or 0)
    began = time.perf_counter()
    with trace.within(span), _ids(job):
        end = await _end(job, decider, known)
    ran.observe(time.perf_counter() - began)
    return Run(job, {**fence, "request_id": job.request_id, **end}, span)


@cache
def _timers(queue: str) -> tuple[Histogram, Histogram]:
    # To find a metric by its labels costs more than to observe it.
    return metrics.JOB_WAIT_SECONDS.labels(queue), metrics.JOB_RUN_SECONDS.labels(queue)


def _ids(job: ClaimedJob) -> logs.bound:
    # As the audit trail counts attempts: from 1.
    return logs.bound(request_id=job.request_id, job_id=job.job_id, attempt=job.attempts + 1)


def _request(job: ClaimedJob) -> ClaimedRequest | None:
    if job.client_id is None or job.request_type is None or job.payload is None:
        return None
    return ClaimedRequest(job.request_id, job.client_id, job.request_type, job.payload)


async def _end(job: ClaimedJob, decider: Decider, known: Known | None) -> dict[str, Any]:
    request = _request(job)
    if request is None:
        return {"error": "NotTheCurrentJob"}
    try:
        if known is None:
            known = await decider.prepare([request])
        settlement = await decider.decide(request, known)
    except Exception as error:  # noqa: BLE001 - a run may end in any error; the budget counts them
        log.warning("the run ended in an error", extra=logs.failure(error))
        return {"error": type(error).__name__}
    log.debug("decided", extra={"outcome": settlement.evaluation.outcome})
    return settlement.as_item()
