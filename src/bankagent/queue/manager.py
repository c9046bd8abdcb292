"""Procrastinate's JobManager, hardened: claims and settles are our verbs, in sets.

The stock Worker of the plain CLI runs on it unchanged. What it mends is listed in docs/queue.md.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import psycopg
from procrastinate import exceptions, jobs, manager
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from bankagent import logs, metrics
from bankagent.domain.job import ClaimedJob
from bankagent.queue.claims import Claims
from bankagent.queue.connector import Connector
from bankagent.queue.early_signal import EarlyEnd
from bankagent.queue.heartbeat import Heart
from bankagent.queue.probe_server import Probes

log = logging.getLogger(__name__)

PROCESS_REQUEST = "bankagent.process_request"
RECONNECT_S = 1.0


class Manager(manager.JobManager):
    """Hands the Worker one job for each claimed batch: the first, which carries the others."""

    connector: Connector

    def __init__(
        self,
        connector: Connector,
        before_work: Callable[[], Awaitable[None]],
        probes_at: Callable[[], str | None],
    ) -> None:
        """Make a manager.

        Args:
            connector: where the queue is.
            before_work: may raise SystemExit, and then no worker registers.
            probes_at: the address (host:port) for those who watch; None for none.
        """
        super().__init__(connector)
        self._before_work = before_work
        self._probes = Probes(probes_at, self._is_alive, self._exposition)
        self.claims = Claims(lambda: connector.connections, self._suspects_wait)
        self._early_end = EarlyEnd()
        self._heart: Heart | None = None
        self._batches: dict[int, list[ClaimedJob]] = {}
        self._worker: Worker | None = None
        self._rings = 0
        self._wake: manager.NotificationCallback | None = None

    # --- life ---------------------------------------------------------------

    async def register_worker(self) -> int:
        """Register, and beat from now until unregistered: also while draining."""
        self._early_end.keep()
        await self._before_work()
        await self._probes.open()
        worker_id = await super().register_worker()
        logs.bind_everywhere(worker_id=worker_id)
        self._heart = Heart(self.connector.stand_alone, worker_id)
        await self._heart.start()
        return worker_id

    async def update_heartbeat(self, worker_id: int) -> None:
        """Do nothing: the stock side task ends at SIGTERM or its first error; Heart does not."""

    async def unregister_worker(self, worker_id: int) -> None:
        """Stop beating and take the worker's row away; a database that is away keeps it."""
        if self._heart:
            await self._heart.stop()
        await self._probes.close()
        try:
            async with asyncio.timeout(RECONNECT_S * 5):
                await super().unregister_worker(worker_id)
        except (exceptions.ConnectorException, TimeoutError) as error:
            told = {"error": type(error.__cause__ or error).__name__}
            log.warning("could not unregister", extra=told)

    async def listen_for_jobs(
        self,
        *,
        on_notification: manager.NotificationCallback,
        queues: Iterable[str] | None = None,
    ) -> None:
        """Listen, and again after each loss of the connection; count what rings."""

        async def count(*, channel: str, notification: jobs.Notification) -> None:
            self._rings += 1
            if "again" in notification:  # our own ring(), not the stock one for a new job
                self.claims.begin_again()
            await on_notification(channel=channel, notification=notification)

        self._wake = count
        while True:
            try:
                await super().listen_for_jobs(on_notification=count, queues=queues)
            except (exceptions.ConnectorException, psycopg.Error, OSError) as error:
                told = {"error": type(error).__name__, "again_in_s": RECONNECT_S}
                log.warning("listener lost", extra=told)
            await asyncio.sleep(RECONNECT_S)

    # --- work ---------------------------------------------------------------

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> jobs.Job | None:
        """Claim a batch and return its first job, which carries the rest."""
        if self._early_end.over():
            return None
        names = None if queues is None else list(queues)
        while True:
            rings = self._rings
            batch = await self.claims.claim(worker_id, names)
            # The Worker forgets a ring that comes while it fetches: claim again for it.
            if batch or rings == self._rings:
                break
        if not batch:
            return None
        first = batch[0]
        self._batches[first.job_id] = batch
        return jobs.Job(
            id=first.job_id,
            status="doing",
            queue=first.queue_name,
            priority=first.priority,
            lock=None,
            queueing_lock=None,
            task_name=PROCESS_REQUEST,
            task_kwargs={"request_id": first.request_id},
            attempts=first.attempts,
            worker_id=worker_id,
        )

    def take_batch(self, job_id: int | None) -> list[ClaimedJob]:
        """Return the batch that this job carries, itself first; once."""
        return self._batches.pop(job_id or 0, [])

    async def batch_over(self, batch: list[ClaimedJob]) -> None:
        """Forget a batch, and look at once whether something waited for it to end."""
        self.claims.release(batch)
        if self._wake and self._suspects_wait():
            await self._wake(channel="", notification={"type": "job_inserted", "job_id": 0})

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:  # noqa: FBT001
        """Do nothing: the run's settle has ended the job in the transaction of its effects."""

    async def retry_job(self, *_: Any, **__: Any) -> None:
        """Do nothing: retries are decided and written by settle_jobs."""

    # --- knowing the Worker -------------------------------------------------

    async def know_worker(
        self, call_next: Callable[[], Awaitable[Any]], _: JobContext, worker: Worker
    ) -> Any:
        """Worker middleware: remember the Worker, so that a batch sees that it must drain."""
        self._worker = worker
        return await call_next()

    def draining(self) -> bool:
        """Whether the Worker was asked to stop."""
        return self._worker is not None and self._worker._stop_event.is_set()  # noqa: SLF001

    # --- being watched ------------------------------------------------------

    def _is_alive(self) -> bool:
        return self._heart is None or self._heart.turns

    def _exposition(self) -> bytes:
        found = metrics.worker_families(
            heartbeat_age_s=self._heart.age_s if self._heart else 0.0,
            in_hand=len(self.claims),
            pool=self.connector.connections.get_stats(),
        )
        return metrics.exposition(found)

    def _suspects_wait(self) -> bool:
        return self._heart is not None and self._heart.suspects_wait
