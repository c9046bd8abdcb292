"""Agents in real worker processes: killed at each boundary of a step, stalled, late, drained."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.processes import fresh_process
from tests.support.workers import Crew, Worker, crew, wait_for

NAME = "agent_test"
TRANSACTIONS = 9
KINDS = ["model", "tool", "model", "tool", "model", "tool", "model", "answer"]
LEDGER = "select amount::text as amount from public.ledger where request_id = %s"
TRACE = "select * from ops.agent_trace where request_id = %s order by run, number"

pytestmark = pytest.mark.expect_differences


@pytest.fixture
def workers(db: Database) -> Iterator[Crew]:
    with crew(db.url, db.worker_url) as found:
        verbs.add_queue(found.conn, NAME)
        found.conn.execute("create table public.ledger (request_id bigint, amount numeric)")
        found.conn.execute("grant all on public.ledger to public")
        yield found


def hire(workers: Crew, folder: Path, **environ: str) -> Worker:
    one = Worker(
        workers.worker_url,
        app="tests.support.agent_app.app",
        start=fresh_process,
        environ={"TEST_FOLDER": str(folder)} | environ,
    )
    workers.workers.append(one)
    return one


def submit(workers: Crew, *clients: str, request_type: str = NAME) -> list[int]:
    items = [verbs.item(client_id=client, request_type=request_type) for client in clients]
    return [answer.request_id for answer in verbs.put(workers.conn, *items)]


def rescue(workers: Crew) -> None:
    """Take back the jobs of dead workers at once, as an operator may."""
    workers.rows("select * from bankagent.rescue_jobs('0 s', '0 s', '0 s')")


def kinds(workers: Crew, request_id: int) -> list[str]:
    return [step.kind for step in workers.rows(TRACE, request_id)]


def test_an_attempt_killed_at_any_boundary_completes_elsewhere_with_each_effect_once(
    workers: Crew, tmp_path: Path
) -> None:
    points = [
        f"KILL-{when}-{n}"
        for n in range(1, TRANSACTIONS + 1)
        for when in ("before", "inside", "after")
    ]
    ids = submit(workers, *points)
    deaths = 0
    while workers.statuses(ids) != {"processed"}:
        one = hire(workers, tmp_path, BANKAGENT_AGENT_SLOTS="1")
        wait_for(
            f"it dies, or all is done; {one.said()[-2000:]}",
            lambda one=one: not one.alive or workers.statuses(ids) == {"processed"},
            within_s=60,
        )
        deaths += not one.alive
        if not one.alive:
            rescue(workers)
        workers.dismiss(one)
    assert deaths == len(points)
    for point, request_id in zip(points, ids, strict=True):
        assert [one.amount for one in workers.rows(LEDGER, request_id)] == ["1000000.1"], point
        trace = workers.rows(TRACE, request_id)
        assert [step.kind for step in trace] == KINDS, point
        sent = (tmp_path / f"sent-{request_id}").read_text().splitlines()
        assert {line.split()[0] for line in sent} == {trace[5].idempotency_key}, point
        assert len(sent) == (2 if point in {"KILL-before-7", "KILL-inside-7"} else 1), point
        in_doubt = point in {"KILL-after-6", "KILL-before-7", "KILL-inside-7"}
        assert trace[5].in_doubt == in_doubt, point
        assert workers.actions(request_id)[-2:] == ["attempt_lost", "processed"], point


def test_a_stalled_worker_that_lost_its_job_commits_nothing(workers: Crew, tmp_path: Path) -> None:
    stalled = hire(workers, tmp_path, MODEL_S="0.3")
    (request_id,) = submit(workers, "CUST-1")
    wait_for("its first step", lambda: kinds(workers, request_id))
    stalled.send(signal.SIGSTOP)
    before = len(kinds(workers, request_id))
    workers.conn.execute(
        "update procrastinate.procrastinate_workers set last_heartbeat = '2020-01-01'"
    )
    rescue(workers)
    other = hire(workers, tmp_path)
    workers.wait_processed([request_id])
    stalled.send(signal.SIGCONT)
    wait_for("it sees its loss", lambda: "had lost its job" in stalled.said())
    trace = workers.rows(TRACE, request_id)
    assert [step.kind for step in trace] == KINDS
    assert {step.attempt for step in trace[before:]} == {2}
    assert len(workers.rows(LEDGER, request_id)) == 1
    assert other.alive


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
    hire(workers, tmp_path, MODEL_S="0.5", BANKAGENT_AGENT_SLOTS="2")
    doing = "select count(*) from procrastinate.procrastinate_jobs where status = 'doing'"
    most = 0
    trades = submit(workers, *["CUST-2"] * 50, request_type="trade_review")
    while workers.statuses(ids + trades) != {"processed"}:
        in_hand = workers.one(doing + " and queue_name = %s", NAME)
        open_ = workers.one(
            "select count(*) from pg_stat_activity where state = 'idle in transaction' "
            "and datname = current_database()"
            " and clock_timestamp() - xact_start > interval '300 ms'"
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


def test_a_changed_definition_begins_anew_and_repeats_no_effect(
    workers: Crew, tmp_path: Path
) -> None:
    (request_id,) = submit(workers, "KILL-after-7")
    one = hire(workers, tmp_path)
    wait_for("it dies", lambda: not one.alive)
    rescue(workers)
    hire(workers, tmp_path, INSTRUCTIONS="Work otherwise.")
    workers.wait_processed([request_id])
    trace = workers.rows(TRACE, request_id)
    assert [(s.run, s.run_reason) for s in trace if s.kind == "answer"] == [
        (2, "definition_changed")
    ]
    assert {s.superseded for s in trace if s.run == 1} == {True}
    again = [s for s in trace if s.run == 2 and s.effect in {"write_db", "outside"}]
    assert [(s.name, s.outcome) for s in again] == [("book", "repeated"), ("send", "repeated")]
    assert len(workers.rows(LEDGER, request_id)) == 1
    assert len((tmp_path / f"sent-{request_id}").read_text().splitlines()) == 1
