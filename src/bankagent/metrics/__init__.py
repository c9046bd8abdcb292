"""Metrics of this process, and their text as Prometheus scrapes it."""

from bankagent.metrics.exposition import (
    CONTENT_TYPE,
    api_families,
    database_families,
    exposition,
    worker_families,
)
from bankagent.metrics.names import (
    ACCEPT_SECONDS,
    AUTH_FAILURES,
    BUILD,
    CALL_SECONDS,
    CALLS,
    DECISIONS,
    FENCE_REJECTIONS,
    JOB_RUN_SECONDS,
    JOB_WAIT_SECONDS,
    JOBS,
    OUTCOMES,
    REQUESTS,
    RESCUES,
    flushing,
    harmless,
)

__all__ = [
    "ACCEPT_SECONDS",
    "AUTH_FAILURES",
    "BUILD",
    "CALLS",
    "CALL_SECONDS",
    "CONTENT_TYPE",
    "DECISIONS",
    "FENCE_REJECTIONS",
    "JOBS",
    "JOB_RUN_SECONDS",
    "JOB_WAIT_SECONDS",
    "OUTCOMES",
    "REQUESTS",
    "RESCUES",
    "api_families",
    "database_families",
    "exposition",
    "flushing",
    "harmless",
    "worker_families",
]
