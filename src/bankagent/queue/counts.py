"""Counts of how jobs ended, a batch at a time: finding a label costs more than counting."""

from collections import Counter
from collections.abc import Sequence

from bankagent import metrics
from bankagent.domain.attempt import Attempt
from bankagent.domain.job import ClaimedJob
from bankagent.domain.settlement import Settlement


@metrics.harmless()
def count(jobs: Sequence[ClaimedJob], ended: str) -> None:
    """Count jobs that ended in one way: succeeded, error, lost, refused or handed_back."""
    for queue, n in Counter(job.queue_name for job in jobs).items():
        metrics.JOBS.labels(queue, ended).inc(n)


@metrics.harmless()
def count_lost(attempts: Sequence[Attempt]) -> None:
    """Count attempts whose fence was gone."""
    count([attempt.job for attempt in attempts], "lost")
    metrics.FENCE_REJECTIONS.inc(len(attempts))


def count_refused(attempts: Sequence[Attempt]) -> None:
    """Count attempts whose end the database does not record."""
    count([attempt.job for attempt in attempts], "refused")


@metrics.harmless()
def count_settled(attempts: Sequence[Attempt]) -> None:
    """Count attempts that were settled, with what the policies said and decided."""
    decided = [
        (attempt.job, attempt.end) for attempt in attempts if isinstance(attempt.end, Settlement)
    ]
    count([job for job, _ in decided], "succeeded")
    count([a.job for a in attempts if not isinstance(a.end, Settlement)], "error")
    ends = Counter((job.request_type, end.evaluation.outcome, end.decision) for job, end in decided)
    for (type_, outcome, decision), n in ends.items():
        metrics.OUTCOMES.labels(type_, outcome).inc(n)
        if decision:
            metrics.DECISIONS.labels(type_, decision, "policy").inc(n)
