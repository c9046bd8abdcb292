"""Procrastinate's JobManager, hardened: claims and settles are our verbs, in sets.

The stock Worker of the plain CLI runs on it unchanged. What it mends is listed in docs/queue.md.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from procrastinate import exceptions, jobs, manager
from procrastinate.connector import Notify

from bankagent import logs, metrics
from bankagent.domain.job import ClaimedJob
from bankagent.queue.claims import Claims
from bankagent.queue.connector import Connector
from bankagent.queue.early_signal import EarlySignal
from bankagent.queue.embeddings import Embeddings, Model
from bankagent.queue.hand_back import leaves_some
from bankagent.queue.handover import Handover
from bankagent.queue.heartbeat import Heartbeat
from bankagent.queue.housekeeping import Housekeeping
from bankagent.queue.listener import Listener
from bankagent.queue.probe_server import ProbeServer
from bankagent.queue.readiness import registered, unless_stopped, wait_until_ready
from bankagent.queue.slots import SlotWork
from bankagent.queue.strays import Strays
from bankagent.queue.summaries import Send, Summaries
from bankagent.queue.told import Told
from bankagent.queue.turns import Turns

log = logging.getLogger(__name__)

UNREGISTER_WITHIN_S = 5.0


class Manager(manager.JobManager):
    """Hands the Worker the first job of each claimed batch; its run processes the whole batch."""

    connector: Connector

    def __init__(
        self,
        connector: Connector,
        before_work: Callable[[], Awaitable[None]],
        probes_at: Callable[[], str | None],
        facts: Sequence[str] = (),
        mailer: Callable[[], Send | None] = lambda: None,
        slot_work: SlotWork | None = None,
        embeddings: Callable[[], Model | None] = lambda: None,
    ) -> None:
        """Make a manager.

        Args:
            connector: where the queue is.
            before_work: checks the database; a worker registers once it returns, waits while it
                raises Unavailable, and ends where it raises SystemExit.
            probes_at: the address (host:port) of the probe server; None for none.
            facts: names of the facts that the worker finds.
            mailer: returns what sends summaries to reviewers; None where none are sent.
            slot_work: what waits for models, and how many slots there are for it.
            embeddings: returns the model of embeddings; None where none are made.
        """
        super().__init__(connector)
        self._before_work = before_work
        self._mailer = mailer
        self._embeddings = embeddings
        self.claims = Claims(connector.open_pool, self._suspects_wait)
        self._listener = Listener(on_requeued=self.claims.begin_again)
        listens = self._listener.is_listening
        self._told = Told(facts, listens)
        self._probes = ProbeServer(probes_at, self._is_alive, listens, self._exposition)
        self._early_signal = EarlySignal()
        self._heartbeat: Heartbeat | None = None
        self._handover = Handover()
        self._turns = Turns(slot_work)
        self._slot_work = slot_work

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Wait for the database, then do as the stock manager does: a Worker's first statement.

        A standby, for one, refuses that statement, in PostgreSQL's words and not in ours. /livez
        answers meanwhile, and a signal to stop ends the process with exit code 0.
        """
        await self._probes.open()
        self._early_signal.keep()
        await wait_until_ready(self._before_work, self._early_signal)
        pruning = super().prune_stalled_workers(seconds_since_heartbeat)
        return await unless_stopped(pruning, self._early_signal)

    async def register_worker(self) -> int:
        """Register, and beat from now until unregistered: also while draining.

        A signal to stop ends it at once until the row is asked for. From then on the worker stops
        as a drain does: without a row in the database, and with exit code 0.
        """
        worker_id = await registered(super().register_worker(), self._early_signal)
        logs.bind_everywhere(worker_id=worker_id)
        connect = self.connector.stand_alone
        housekeeping = Housekeeping(
            Summaries(connect, self._mailer()), Embeddings(connect, self._embeddings())
        )
        strays = Strays(self.connector.open_pool, self.claims)
        self._heartbeat = Heartbeat(connect, worker_id, self._told, housekeeping, strays)
        starting = asyncio.create_task(self._heartbeat.start(), name="first heartbeat")
        if await self._early_signal.came_before(starting):
            starting.cancel()
        return worker_id

    async def update_heartbeat(self, worker_id: int) -> None:
        """Do nothing: the stock task ends at SIGTERM or its first error; Heartbeat does not."""

    async def unregister_worker(self, worker_id: int) -> None:
        """Stop beating and remove the worker's row; it stays where the database is away."""
        if self._heartbeat:
            await self._heartbeat.stop()
        await self._probes.close()
        try:
            async with asyncio.timeout(UNREGISTER_WITHIN_S):
                if self._slot_work:
                    await self._slot_work.decider.close()
                if await leaves_some(self.connector.open_pool, worker_id):
                    return
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
        """Listen, and again after each loss of the connection."""
        channels = manager.get_channel_for_queues(queues=queues)

        async def listen_once(notify: Notify) -> None:
            await self.connector.listen_notify(on_notification=notify, channels=channels)

        await self._listener.listen(listen_once, on_notification)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> jobs.Job | None:
        """Claim a batch and return its first job."""
        if self._early_signal.send_again():
            return None
        names = None if queues is None else list(queues)
        self._told.serves(names)
        claim = partial(self._turns.claim, self.claims, worker_id, names)
        batch = await self._listener.claim_by(claim)
        return self._handover.put(batch, worker_id) if batch else None

    def take_batch(self, job_id: int | None) -> list[ClaimedJob]:
        """Return the batch of this first job, once."""
        return self._handover.take(job_id)

    async def batch_over(self, batch: list[ClaimedJob]) -> None:
        """Forget a batch, and fetch at once where a suspect waited for it to end."""
        self.claims.release(batch)
        if self._turns.over(batch) or self._suspects_wait():
            await self._listener.wake()

    def waits_for_models(self, batch: list[ClaimedJob]) -> bool:
        """Whether a batch is one job that waits for models."""
        return self._turns.is_slow(batch)

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> list[int]:  # noqa: ARG002
        """Return none: cancel_request takes a job away; the stock way cancels its whole batch."""
        return []

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:  # noqa: FBT001
        """Do nothing: settle_jobs has ended the job in the transaction of its effects."""

    async def retry_job(self, *_: Any, **__: Any) -> None:
        """Do nothing: retries are decided and written by settle_jobs."""

    def _is_alive(self) -> bool:
        return self._heartbeat is None or self._heartbeat.is_trying

    def _exposition(self) -> bytes:
        found = metrics.worker_families(
            heartbeat_age_s=self._heartbeat.age_s if self._heartbeat else 0.0,
            listens=self._listener.is_listening(),
            in_hand=len(self.claims),
            pool=self.connector.open_pool().get_stats(),
        )
        return metrics.exposition(found)

    def _suspects_wait(self) -> bool:
        return self._heartbeat is not None and self._heartbeat.suspects_wait
