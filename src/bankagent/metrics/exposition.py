"""Exposition: the text that Prometheus scrapes, of counters kept and gauges read on demand."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bankagent.domain.request_status import OPEN
from bankagent.domain.status import Backlog

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Where several processes share a port, each writes its counts into files of this folder.
SHARED = "PROMETHEUS_MULTIPROC_DIR"

POOL_GAUGES = {
    "pool_size": ("connections", "Connections in this process's pool."),
    "pool_available": ("connections_idle", "Those of them that are not in use."),
    "requests_waiting": ("waiting", "Uses that wait for a connection now."),
}
POOL_COUNTERS = {
    "requests_num": ("uses", "Uses of a connection.", 1),
    "requests_queued": ("waits", "Uses that had to wait for one.", 1),
    "requests_wait_ms": ("wait_seconds", "Time spent waiting for one.", 1000),
    "requests_errors": ("refusals", "Uses for which none came in time.", 1),
    "connections_errors": ("connect_errors", "Connections that could not be made.", 1),
    "connections_lost": ("lost", "Connections that broke.", 1),
}


@dataclass(frozen=True, slots=True)
class _Joined(Collector):
    counted: Collector
    gauges: Iterable[Metric]

    def collect(self) -> Iterator[Metric]:
        yield from self.counted.collect()
        yield from self.gauges


def exposition(gauges: Iterable[Metric] = ()) -> bytes:
    """Return all metrics as text: those counted by this process, or by all that share its port."""
    counted: Collector = REGISTRY
    if SHARED in os.environ:
        counted = registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(_Joined(counted, gauges))


def api_families(*, waiters: int, pool: Mapping[str, int]) -> list[Metric]:
    """Return the gauges of this API process; none where other processes share its port."""
    if SHARED in os.environ:
        return []
    text = "Calls that wait for a result."
    return [GaugeMetricFamily("bankagent_waiters", text, value=waiters), *_pool_families(pool)]


def worker_families(
    *, heartbeat_age_s: float, listens: bool, in_hand: int, pool: Mapping[str, int]
) -> list[Metric]:
    """Return the gauges of this worker."""
    age = "Time since the database took this worker's last heartbeat."
    listening = "1 where this worker listens for new jobs; else it finds them by polling only."
    hand = "Jobs that this worker has claimed and not settled."
    return [
        GaugeMetricFamily("bankagent_heartbeat_age_seconds", age, value=heartbeat_age_s),
        GaugeMetricFamily("bankagent_listening", listening, value=int(listens)),
        GaugeMetricFamily("bankagent_jobs_in_hand", hand, value=in_hand),
        *_pool_families(pool),
    ]


def _pool_families(stats: Mapping[str, int]) -> list[Metric]:
    gauges = [
        GaugeMetricFamily(f"bankagent_pool_{name}", text, value=stats.get(key, 0))
        for key, (name, text) in POOL_GAUGES.items()
    ]
    counters = [
        CounterMetricFamily(f"bankagent_pool_{name}", text, value=stats.get(key, 0) / unit)
        for key, (name, text, unit) in POOL_COUNTERS.items()
    ]
    return [*gauges, *counters]


def database_families(found: Backlog | None) -> list[Metric]:
    """Return the gauges of queues, requests and workers; None: the database did not answer."""
    up = GaugeMetricFamily(
        "bankagent_database_up",
        "Whether the database answered within 2 seconds; if not, its other gauges are missing.",
        value=int(found is not None),
    )
    return [up, *(_queue_families(found) + _request_families(found) if found else ())]


def _queue_families(found: Backlog) -> list[Metric]:
    jobs = GaugeMetricFamily(
        "bankagent_queue_jobs",
        "Open jobs: ready (a worker could claim them now), scheduled (retries), doing (in hand).",
        labels=("queue", "state"),
    )
    oldest = GaugeMetricFamily(
        "bankagent_queue_oldest_wait_seconds",
        "Age of the oldest request that waits for a worker.",
        labels=("queue",),
    )
    serve = GaugeMetricFamily(
        "bankagent_queue_workers", "Live workers that serve the queue.", labels=("queue",)
    )
    for queue in found.queues:
        if queue.workers is not None:
            serve.add_metric((queue.queue,), queue.workers)
        for state in ("ready", "scheduled", "doing"):
            jobs.add_metric((queue.queue, state), getattr(queue, state))
        oldest.add_metric((queue.queue,), queue.oldest_wait.total_seconds())
    alive = GaugeMetricFamily(
        "bankagent_workers_alive", "Workers with a recent heartbeat.", value=found.workers_alive
    )
    return [jobs, oldest, serve, alive]


def _request_families(found: Backlog) -> list[Metric]:
    open_requests = GaugeMetricFamily(
        "bankagent_requests_open", "Requests at a status that is not final.", labels=("status",)
    )
    counted = {one.status: one.requests for one in found.open}
    for status in OPEN:
        open_requests.add_metric((status,), counted.get(status, 0))
    pending = GaugeMetricFamily(
        "bankagent_approvals_pending",
        "Requests that wait for people.",
        value=found.approvals.pending,
    )
    oldest = GaugeMetricFamily(
        "bankagent_approvals_oldest_age_seconds",
        "Age of the oldest request that waits for people.",
        value=found.approvals.oldest.total_seconds(),
    )
    return [open_requests, pending, oldest]
