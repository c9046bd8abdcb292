"""Counts how jobs ended; a batch at a time, because a label costs more than a count."""

from collections import Counter
from collections.abc import Sequence

from bankagent import metrics
from bankagent.domain.job import ClaimedJob
from bankagent.queue.attempts import Run


def count(jobs: Sequence[ClaimedJob], outcome: str) -> None:
    """Count jobs that ended in one way."""
    for queue, n in Counter(job.queue_name for job in jobs).items():
        metrics.JOBS.labels(queue, outcome).inc(n)


def count_settled(runs: Sequence[Run]) -> None:
    """Count runs that were settled, with what the policies said and decided."""
    count([one.job for one in runs if "error" in one.item], "error")
    good = [one for one in runs if "error" not in one.item]
    count([one.job for one in good], "succeeded")
    ends = Counter(
        (one.job.request_type, one.item["evaluation"]["outcome"], one.item["decision"])
        for one in good
    )
    for (type_, outcome, decision), n in ends.items():
        metrics.OUTCOMES.labels(type_, outcome).inc(n)
        if decision:
            metrics.DECISIONS.labels(type_, decision, "policy").inc(n)
