"""The metrics that this process keeps; docs/observability.md says what to make of each.

Labels are words of our own and names of queues and request types: never a client, a caller, a
request or a path, of which there is no end.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for each, unasked

OF_A_CALL = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
OF_A_FLUSH = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OF_A_JOB = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
OF_A_SET = (1, 2, 5, 10, 20, 50, 100, 200)

BUILD = Gauge(
    "bankagent_build_info",
    "1; the version of bankagent that runs, and of the schema that it is made for.",
    ("version", "schema"),
    multiprocess_mode="max",
)

# --- the API --------------------------------------------------------------------

CALLS = Counter(
    "bankagent_http_calls_total", "HTTP calls that were answered.", ("method", "route", "status")
)
CALL_SECONDS = Histogram(
    "bankagent_http_call_seconds",
    "From the head of a call to the end of its answer.",
    ("method", "route"),
    buckets=OF_A_CALL,
)
AUTH_FAILURES = Counter(
    "bankagent_auth_failures_total",
    "Calls that were refused for who asked (401 and 403), by reason.",
    ("reason",),
)
REQUESTS = Counter(
    "bankagent_requests_total",
    "Requests that were brought in: created, replayed (known by their key) or conflict.",
    ("type", "outcome"),
)
ACCEPT_SECONDS = Histogram(
    "bankagent_accept_seconds",
    "From a request that was read to its commit.",
    ("type",),
    buckets=OF_A_CALL,
)

# --- both -----------------------------------------------------------------------

FLUSH_SECONDS = Histogram(
    "bankagent_flush_seconds",
    "One flush of a group commit: intake of requests, or settle of outcomes.",
    ("flush",),
    buckets=OF_A_FLUSH,
)
FLUSH_ITEMS = Histogram(
    "bankagent_flush_items", "Items that one flush committed.", ("flush",), buckets=OF_A_SET
)
DECISIONS = Counter(
    "bankagent_decisions_total",
    "Decisions, by policy (workers count them) or by people (the API does).",
    ("type", "decision", "by"),
)

# --- workers --------------------------------------------------------------------

JOBS = Counter(
    "bankagent_jobs_total",
    "Ends of claimed jobs: succeeded, error (the run ended in one), lost (its fence was gone), "
    "refused (by the database), handed_back (it never started).",
    ("queue", "outcome"),
)
OUTCOMES = Counter(
    "bankagent_outcomes_total", "What policies said of requests.", ("type", "outcome")
)
JOB_WAIT_SECONDS = Histogram(
    "bankagent_job_wait_seconds",
    "For how long a job had been due when it was claimed.",
    ("queue",),
    buckets=OF_A_JOB,
)
JOB_RUN_SECONDS = Histogram(
    "bankagent_job_run_seconds", "Deciding one request.", ("queue",), buckets=OF_A_JOB
)
RESCUES = Counter(
    "bankagent_rescues_total",
    "Jobs that this worker took back from dead ones: requeued or failed.",
    ("outcome",),
)
FENCE_REJECTIONS = Counter(
    "bankagent_fence_rejections_total",
    "Outcomes that were not written, because the run no longer owned its job.",
)


@contextmanager
def flushing(flush: str, items: int) -> Iterator[None]:
    """Time a flush of so many items that succeeds inside."""
    began = time.perf_counter()
    yield
    FLUSH_SECONDS.labels(flush).observe(time.perf_counter() - began)
    FLUSH_ITEMS.labels(flush).observe(items)
