"""Agents in real worker processes: killed at each boundary of a step, stalled, late, drained."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.processes import CopiedProcess
from tests.support.workers import Crew, Worker, crew, wait_for

NAME = "agent_test"
POINTS = range(11)
ENDS = {"received", "attempt_failed", "attempt_lost", "processed"}
KINDS = ["model", "tool", "model", "tool", "model", "tool", "model", "answer"]
LEDGER = "select amount::text as amount from public.ledger where request_id = %s"
TRACE = "select * from ops.agent_trace where request_id = %s order by run, number"

DOING = """
select count(*) from procrastinate.procrastinate_jobs where status = 'doing' and queue_name = %s
"""

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
        start=CopiedProcess,
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


def kill(workers: Crew, worker: Worker) -> None:
    """End a worker at once, and take back its jobs: none is in hand after that."""
    worker.send(signal.SIGKILL)
    wait_for("its end", lambda: not worker.alive)

    def rescued() -> bool:
        rescue(workers)
        return not workers.one(DOING, NAME)

    wait_for("its jobs are taken back", rescued)


def kinds(workers: Crew, request_id: int) -> list[str]:
    return [step.kind for step in workers.rows(TRACE, request_id)]


def test_an_attempt_killed_at_any_boundary_completes_elsewhere_with_each_effect_once(
    workers: Crew, tmp_path: Path
) -> None:
    clients = [f"STOP-{when}-{n}" for n in POINTS for when in ("before", "inside", "after")]
    clients = [one for one in clients if one not in {"STOP-after-0", "STOP-inside-10"}]
    first = hire(workers, tmp_path, DEADLINE_S="300", BANKAGENT_AGENT_SLOTS=str(len(clients)))
    # The definition is stored: who stores it at first makes the others wait for its transaction.
    workers.wait_processed(submit(workers, "CUST-1"))
    ids = dict(zip(clients, submit(workers, *clients), strict=True))
    wait_for(
        "all stop",
        lambda: len([*tmp_path.glob("stopped-*")]) == len(clients),
        within_s=40,
    )
    kill(workers, first)
    hire(workers, tmp_path)
    workers.wait_processed([*ids.values()])
    for client, request_id in ids.items():
        assert_whole(workers, tmp_path, client, request_id)


def assert_whole(workers: Crew, folder: Path, client: str, request_id: int) -> None:
    """The attempt was lost and the next one ended; each effect was made once, with one key."""
    assert [one.amount for one in workers.rows(LEDGER, request_id)] == ["1000000.10"], client
    trace = workers.rows(TRACE, request_id)
    assert [step.kind for step in trace] == KINDS, client
    sent = (folder / f"sent-{request_id}").read_text().splitlines()
    assert {line.split()[0] for line in sent} == {trace[5].idempotency_key}, client
    is_sent = client in {"STOP-before-7", "STOP-inside-7"}
    assert len(sent) == 1 + is_sent, client
    assert trace[5].in_doubt == (is_sent or client == "STOP-after-6"), client
    ends = ["received", "attempt_lost", "processed"]
    if client == "STOP-after-10":
        ends.remove("attempt_lost")
    assert [one for one in workers.actions(request_id) if one in ENDS] == ends, client
    attempts = {step.attempt for step in trace}
    assert attempts <= {1, 2}, client


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
    most = 0
    trades = submit(workers, *["CUST-2"] * 50, request_type="trade_review")
    while workers.statuses(ids + trades) != {"processed"}:
        in_hand = workers.one(DOING, NAME)
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
    (request_id,) = submit(workers, "STOP-after-7")
    one = hire(workers, tmp_path)
    wait_for("it stops", (tmp_path / f"stopped-{request_id}").exists)
    kill(workers, one)
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


def test_a_call_that_needs_an_approval_ends_the_segment_and_is_made_after_it(
    workers: Crew, tmp_path: Path
) -> None:
    hire(workers, tmp_path)
    (request_id,) = submit(workers, "APPROVE")
    wait_for("it waits for an approval", (tmp_path / f"verdicts-{request_id}").exists)
    assert kinds(workers, request_id) == [*KINDS[:3], "approval"]
    assert workers.rows(LEDGER, request_id) == []
    workers.wait_processed([request_id])
    assert kinds(workers, request_id) == [*KINDS[:3], "approval", *KINDS[3:]]
    assert len(workers.rows(LEDGER, request_id)) == 1
