"""Suspects in sets: halved at each loss, and the one that was in hand alone counts."""

import pytest

from tests.support import rows, verbs
from tests.support.rows import Conn

BEGIN = "select bankagent.begin_suspect(%s, %s, %s)"
SUSPECTS = "select request_id, losses, lost_alone from bankagent.suspect_jobs order by 1"


def run_until_decided(dba: Conn, poison: int, *, notes: bool) -> tuple[int, int]:
    """Claim as workers do, each of which dies with the poison in hand.

    Return the losses until all others were decided, and those until the poison failed.
    """
    losses = until_others = 0
    while rows.status(dba, poison) == "received":
        worker_id = verbs.register(dba)
        jobs = verbs.claim(dba, worker_id, alone=True, limit=100) or verbs.claim(dba, worker_id)
        if all(job.request_id != poison for job in jobs):
            verbs.settle_approved(dba, worker_id, jobs)
            until_others = losses
            continue
        if notes and len(jobs) > 1 and rows.fetch(dba, SUSPECTS):
            for job in jobs:
                dba.execute(BEGIN, [job.job_id, worker_id, job.attempts])
                if job.request_id == poison:
                    break
        verbs.silence(dba, worker_id)
        verbs.rescue(dba)
        losses += 1
        assert losses < 20
    return until_others, losses


@pytest.mark.parametrize("place", [0, 41, 99])
@pytest.mark.parametrize(("notes", "most"), [(True, (2, 4)), (False, (8, 11))])
def test_one_poison_in_a_hundred_is_found_and_no_other_request_fails(
    dba: Conn, place: int, notes: bool, most: tuple[int, int]
) -> None:
    """Where the worker notes what it begins one loss finds it; else as many as halves do."""
    ids = verbs.submit(dba, 100)
    losses = run_until_decided(dba, ids[place], notes=notes)
    assert losses <= most
    states = rows.fetch(dba, "select status, count(*) from bankagent.banking_requests group by 1")
    assert sorted(states) == [("failed", 1), ("processed", 99)]
    assert rows.fetch(dba, SUSPECTS) == []
    assert rows.gaps(dba) == []


def test_what_is_noted_is_one_job_of_the_worker_and_only_by_its_fence(
    dba: Conn,
) -> None:
    worker_id = verbs.register(dba)
    verbs.submit(dba, 3)
    lost = verbs.register(dba)
    verbs.claim(dba, lost)
    verbs.silence(dba, lost)
    verbs.rescue(dba)
    first, second, _ = verbs.claim(dba, worker_id, alone=True, limit=100)
    noted = "select job_id from bankagent.suspect_jobs where alone"
    for job in (first, second):
        dba.execute(BEGIN, [job.job_id, worker_id, job.attempts])
        assert rows.fetch(dba, noted) == [(job.job_id,)]
    dba.execute(BEGIN, [first.job_id, worker_id, first.attempts - 1])
    assert rows.fetch(dba, noted) == []
    dba.execute(BEGIN, [first.job_id, worker_id + 1000, first.attempts])
    assert rows.fetch(dba, noted) == []
    dba.execute(BEGIN, [None, None, None])
    assert rows.fetch(dba, noted) == []
