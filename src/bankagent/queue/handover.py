"""Handover of claimed batches to the stock Worker, which knows single jobs only."""

from procrastinate import jobs

from bankagent.domain.job import ClaimedJob

PROCESS_REQUEST = "bankagent.process_request"


class Handover:
    """Keeps each claimed batch under the id of its first job until the Worker runs that job."""

    def __init__(self) -> None:
        self._batches: dict[int, list[ClaimedJob]] = {}

    def put(self, batch: list[ClaimedJob], worker_id: int) -> jobs.Job:
        """Keep a batch, and return its first job as the Worker runs it."""
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

    def take(self, job_id: int | None) -> list[ClaimedJob]:
        """Return the batch of this first job and forget it; empty where there is none."""
        return self._batches.pop(job_id or 0, [])
