"""Counters and histograms of this process; docs/observability.md explains each.

Labels are words of our own and names of queues and request types: never a client, a caller, a
request or a path, whose number has no limit.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

log = logging.getLogger(__name__)

disable_created_metrics()  # type: ignore[no-untyped-call] # they would double the number of series

CALL_BUCKETS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
FLUSH_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
JOB_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
ITEM_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200)

BUILD = Gauge(
    "bankagent_build_info",
    "1; the labels are the versions of bankagent and of the schema that it needs.",
    ("version", "schema"),
    multiprocess_mode="max",
)

CALLS = Counter(
    "bankagent_http_calls_total", "HTTP calls that were answered.", ("method", "route", "status")
)
CALL_SECONDS = Histogram(
    "bankagent_http_call_seconds",
    "Time from the head of a call to the end of its answer.",
    ("method", "route"),
    buckets=CALL_BUCKETS,
)
AUTH_FAILURES = Counter(
    "bankagent_auth_failures_total",
    "Calls that were refused with 401 or 403, by reason.",
    ("reason",),
)
REQUESTS = Counter(
    "bankagent_requests_total",
    "Submitted requests: created, replayed (same idempotency key) or conflict.",
    ("type", "outcome"),
)
ACCEPT_SECONDS = Histogram(
    "bankagent_accept_seconds",
    "Time from reading a request to its commit.",
    ("type",),
    buckets=CALL_BUCKETS,
)

FLUSH_SECONDS = Histogram(
    "bankagent_flush_seconds",
    "Time of one flush of a group commit: intake of requests, or settlement of jobs.",
    ("flush",),
    buckets=FLUSH_BUCKETS,
)
FLUSH_ITEMS = Histogram(
    "bankagent_flush_items", "Items that one flush committed.", ("flush",), buckets=ITEM_BUCKETS
)
DECISIONS = Counter(
    "bankagent_decisions_total",
    "Decisions, by policy (counted by workers) or by people (counted by the API).",
    ("type", "decision", "by"),
)

JOBS = Counter(
    "bankagent_jobs_total",
    "Ends of attempts: succeeded, error, lost (the fence was gone), refused (by the database), "
    "handed_back (the attempt never started, the end of a drain cut it short, or it waits for an "
    "earlier request).",
    ("queue", "outcome"),
)
OUTCOMES = Counter(
    "bankagent_outcomes_total", "Outcomes of policies for requests.", ("type", "outcome")
)
JOB_WAIT_SECONDS = Histogram(
    "bankagent_job_wait_seconds",
    "Time from when a job was due to its claim.",
    ("queue",),
    buckets=JOB_BUCKETS,
)
JOB_RUN_SECONDS = Histogram(
    "bankagent_job_run_seconds", "Time to decide one request.", ("queue",), buckets=JOB_BUCKETS
)
RESCUES = Counter(
    "bankagent_rescues_total",
    "Jobs that this worker rescued (requeued or failed), or ended because no request waited.",
    ("outcome",),
)
FENCE_REJECTIONS = Counter(
    "bankagent_fence_rejections_total",
    "Settlements that were refused, because the attempt no longer owned its job.",
)


@contextmanager
def harmless() -> Iterator[None]:
    """Log an error of the measurement inside instead of raising it: the work is done already."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - files that vanished, a full disk, a wrong label
        log.warning("not measured", extra={"error": type(error).__name__})


@contextmanager
def flushing(flush: str, items: int) -> Iterator[None]:
    """Time a flush of so many items; one that raises is not counted."""
    began = time.perf_counter()
    yield
    with harmless():
        FLUSH_SECONDS.labels(flush).observe(time.perf_counter() - began)
        FLUSH_ITEMS.labels(flush).observe(items)
