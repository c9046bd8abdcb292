"""Agents in real worker processes: late, put off, drained, waiting for approval."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows
from tests.support.agent_workers import (
    DOING,
    KINDS,
    LEDGER,
    NAME,
    agent_crew,
    approve,
    hire,
    kinds,
    submit,
    wait_status,
)
from tests.support.databases import Database
from tests.support.workers import Crew, wait_for

pytestmark = pytest.mark.expect_differences


@pytest.fixture
def workers(db: Database) -> Iterator[Crew]:
    """Workers of agents, on a database of this test's own."""
    with agent_crew(db) as found:
        yield found


@pytest.mark.parametrize("client", ["SLEEP", "BLOCK"])
def test_a_step_that_ignores_its_time_is_ended_and_frees_its_slot(
    workers: Crew, tmp_path: Path, client: str
) -> None:
    hire(workers, tmp_path, DEADLINE_S="1", BANKAGENT_AGENT_SLOTS="1")
    (late,) = submit(workers, client)
    wait_for("its end", lambda: "attempt_failed" in workers.actions(late))
    (after,) = submit(workers, "CUST-1")
    workers.wait_processed([after])
    entry = next(e for e in rows.entries(workers.conn, late) if e.action == "attempt_failed")
    assert entry.result["error"] == "DeadlineExceeded"


def test_no_more_is_claimed_than_there_are_slots_and_batches_go_on(
    workers: Crew, tmp_path: Path
) -> None:
    ids = submit(workers, *["CUST-1"] * 6)
    hire(workers, tmp_path, MODEL_S="1", BANKAGENT_AGENT_SLOTS="2")
    most = 0
    # A transaction that is open during a call lasts as long as the call.
    trades = submit(workers, *["CUST-2"] * 50, request_type="trade_review")
    while workers.statuses(ids + trades) != {"processed"}:
        in_hand = workers.one(DOING, NAME)
        open_ = workers.one(
            "select count(*) from pg_stat_activity where state = 'idle in transaction' "
            "and datname = current_database()"
            " and clock_timestamp() - xact_start > interval '900 ms'"
        )
        assert in_hand <= 2
        assert open_ == 0
        most = max(most, in_hand)
    assert most == 2


def test_a_put_off_attempt_costs_nothing_and_says_why(workers: Crew, tmp_path: Path) -> None:
    hire(workers, tmp_path)
    (request_id,) = submit(workers, "LATER")

    def why() -> Any:
        (found,) = workers.rows("select * from ops.why_waiting(%s)", request_id)
        return found.code == "put_off" and found

    assert "The budget is used up." in wait_for("it is put off", why).waits_for
    assert workers.actions(request_id) == ["received"]


def test_a_signal_to_stop_hands_the_job_back_and_another_goes_on(
    workers: Crew, tmp_path: Path
) -> None:
    one = hire(workers, tmp_path, MODEL_S="0.5")
    (request_id,) = submit(workers, "CUST-1")
    wait_for("its first step", lambda: kinds(workers, request_id))
    assert one.drain(10) == 0
    job = rows.job(workers.conn, request_id)
    assert (job.status, workers.actions(request_id)) == ("todo", ["received"])
    hire(workers, tmp_path)
    workers.wait_processed([request_id])
    assert kinds(workers, request_id) == KINDS
    assert (tmp_path / "asked").stat().st_size <= 5


def test_a_call_that_needs_an_approval_ends_the_segment_and_is_made_after_it(
    workers: Crew, tmp_path: Path
) -> None:
    hire(workers, tmp_path)
    (request_id,) = submit(workers, "APPROVE")
    wait_status(workers, "awaiting_approval", request_id)
    assert kinds(workers, request_id) == [*KINDS[:3], "approval"]
    assert workers.rows(LEDGER, request_id) == []
    approve(workers, request_id)
    workers.wait_processed([request_id])
    assert kinds(workers, request_id) == [*KINDS[:3], "approval", *KINDS[3:]]
    assert len(workers.rows(LEDGER, request_id)) == 1


def test_an_app_that_cannot_decide_a_type_that_waits_for_models_is_refused_at_start(
    workers: Crew, tmp_path: Path
) -> None:
    one = hire(workers, tmp_path, NO_SLOTS="1")
    assert one.process.wait(20) == 2
    (said,) = one.said().splitlines()
    assert said.startswith("bankagent worker: The app has no slot_decider")
