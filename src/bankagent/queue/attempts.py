"""One run of a claimed job: decided, timed, and spoken of in the log by its ids and its trace."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from prometheus_client import Histogram

from bankagent import logs, metrics
from bankagent.domain import trace
from bankagent.domain.job import ClaimedJob
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.domain.trace import Trace

log = logging.getLogger(__name__)

Decide = Callable[[ClaimedRequest], Awaitable[Settlement]]


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


async def run(job: ClaimedJob, fence: dict[str, Any], decide: Decide) -> Run:
    """Decide one request; whatever error that ends in is how the run ended."""
    caller = Trace.parse(job.traceparent) if job.traceparent else None
    span = caller.child() if caller else None
    waited, ran = _timers(job.queue_name)
    waited.observe(job.waited or 0)
    began = time.perf_counter()
    with trace.within(span), _ids(job):
        end = await _end(job, decide)
    ran.observe(time.perf_counter() - began)
    return Run(job, {**fence, "request_id": job.request_id, **end}, span)


@cache
def _timers(queue: str) -> tuple[Histogram, Histogram]:
    # To find a metric by its labels costs more than to observe it.
    return metrics.JOB_WAIT_SECONDS.labels(queue), metrics.JOB_RUN_SECONDS.labels(queue)


def _ids(job: ClaimedJob) -> logs.bound:
    # As the audit trail counts attempts: from 1.
    return logs.bound(request_id=job.request_id, job_id=job.job_id, attempt=job.attempts + 1)


async def _end(job: ClaimedJob, decide: Decide) -> dict[str, Any]:
    if job.client_id is None or job.request_type is None or job.payload is None:
        return {"error": "NotTheCurrentJob"}
    request = ClaimedRequest(job.request_id, job.client_id, job.request_type, job.payload)
    try:
        settlement = await decide(request)
    except Exception as error:  # noqa: BLE001 - a run may end in any error; the budget counts them
        log.warning("the run ended in an error", extra=logs.failure(error))
        return {"error": type(error).__name__}
    log.debug("decided", extra={"outcome": settlement.evaluation.outcome})
    return settlement.as_item()
