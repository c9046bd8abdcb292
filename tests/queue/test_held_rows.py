"""Rows that an open transaction holds: they wait beside the batches, and keep nothing else."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.payloads import PAYLOAD
from tests.support.rows import connect
from tests.support.workers import Crew, wait_for

REQUESTS = "select from bankagent.banking_requests where id = %s for update"
JOBS = (
    "select from procrastinate.procrastinate_jobs as j "
    "inner join bankagent.banking_requests as r on r.job_id = j.id and r.id = %s for update of j"
)
DOING = (
    "select r.id from procrastinate.procrastinate_jobs as j "
    "inner join bankagent.banking_requests as r on r.job_id = j.id where j.status = 'doing'"
)
RESCUE = "select request_id from bankagent.rescue_jobs(p_connected => interval '0 s')"
IN_HAND = "select jobs_held from ops.workers where alive"


@pytest.mark.parametrize("rows", [REQUESTS, JOBS])
def test_held_rows_in_each_batch_stop_no_other_claim_and_no_drain(crew: Crew, rows: str) -> None:
    """Each batch of the worker has a row that a person holds; four batches have come and gone."""
    with ExitStack() as over:
        holder = over.enter_context(connect(crew.url))
        over.callback(holder.rollback)
        holder.execute("begin")
        held = []
        worker = None
        for _ in range(4):
            ids = crew.submit({"test": {"sleep_s": 0.3}}, PAYLOAD)
            worker = worker or crew.hire()
            crew.wait_started(ids[0])
            holder.execute(rows, ids[:1])
            held.append(ids[0])
            crew.wait_processed(ids[1:])
        crew.wait_processed(crew.submit(*[PAYLOAD] * 300))
        assert crew.one(IN_HAND) == len(held)
        assert crew.statuses(held) == {"received"}
        assert worker.drain() == 0
        assert crew.rows(RESCUE) == []
        holder.rollback()
    rescued: list[Any] = []
    wait_for(
        "they are rescued", lambda: len(rescued.extend(crew.rows(RESCUE)) or rescued) == len(held)
    )
    crew.hire()
    crew.wait_processed(held)
    assert {tuple(crew.actions(one)) for one in held} == {("received", "attempt_lost", "processed")}


def test_held_rows_are_settled_once_they_come_free_without_another_attempt(crew: Crew) -> None:
    with connect(crew.url) as holder:
        holder.execute("begin")
        (request,) = crew.submit({"test": {"sleep_s": 0.5}})
        holder.execute(REQUESTS, [request])
        worker = crew.hire()
        wait_for("it waits beside", lambda: "another session holds" in worker.said())
        holder.rollback()
    crew.wait_processed([request])
    assert crew.actions(request) == ["received", "processed"]
    wait_for("nothing is in hand", lambda: crew.one(IN_HAND) == 0)
    assert worker.drain() == 0


def test_a_held_row_keeps_no_neighbour_from_going_back_and_no_drain(crew: Crew) -> None:
    worker = crew.hire()
    ids = crew.submit({"test": {"sleep_s": 2}}, *[PAYLOAD] * 50)
    crew.wait_started(ids[0])
    with connect(crew.url) as holder:
        holder.execute("begin")
        holder.execute(JOBS, [ids[20]])
        assert worker.drain() == 0
        assert crew.rows(DOING) == [(ids[20],)]
        holder.rollback()
