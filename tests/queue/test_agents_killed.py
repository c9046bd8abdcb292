"""Agents in real worker processes that are killed, stalled, or followed by another version."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.agent_workers import (
    KINDS,
    LEDGER,
    STALE,
    TRACE,
    agent_crew,
    approve,
    hire,
    kill,
    kinds,
    submit,
    wait_rescued,
    wait_status,
    wait_stopped,
)
from tests.support.databases import Database
from tests.support.workers import Crew, wait_for

POINTS = range(11)
ENDS = {"received", "attempt_failed", "attempt_lost", "processed"}

pytestmark = pytest.mark.expect_differences


@pytest.fixture
def workers(db: Database) -> Iterator[Crew]:
    """Workers of agents, on a database of this test's own."""
    with agent_crew(db) as found:
        yield found


def test_an_attempt_killed_at_any_boundary_completes_elsewhere_with_each_effect_once(
    workers: Crew, tmp_path: Path
) -> None:
    clients = [f"STOP-{when}-{n}" for n in POINTS for when in ("before", "inside", "after")]
    clients.remove("STOP-inside-10")
    first = hire(workers, tmp_path, DEADLINE_S="300", BANKAGENT_AGENT_SLOTS=str(len(clients)))
    # The definition is stored: who stores it at first makes the others wait for its transaction.
    workers.wait_processed(submit(workers, "CUST-1"))
    ids = dict(zip(clients, submit(workers, *clients), strict=True))
    wait_stopped(tmp_path, len(ids))
    kill(workers, first)
    hire(workers, tmp_path)
    workers.wait_processed([*ids.values()], within_s=60)
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


def test_a_call_that_people_approve_survives_kills_on_both_sides_of_the_approval(
    workers: Crew, tmp_path: Path
) -> None:
    # 3 is the model's call, 4 asks for the approval, 5 settles, 6 goes on, 7 books, 8 is the model.
    stops = {
        f"APPROVE-{when}-{n}": n for n in range(3, 9) for when in ("before", "inside", "after")
    }
    clients = [one for one in stops if one not in {"APPROVE-inside-5", "APPROVE-after-6"}]
    first = hire(workers, tmp_path, DEADLINE_S="300", BANKAGENT_AGENT_SLOTS=str(len(clients)))
    ids = dict(zip(clients, submit(workers, *clients), strict=True))
    later = [ids[one] for one in clients if stops[one] > 5]
    wait_status(workers, "awaiting_approval", *later)
    approve(workers, *later)
    wait_stopped(tmp_path, len(ids))
    kill(workers, first)
    hire(workers, tmp_path)
    sooner = [one for one in ids.values() if one not in later]
    wait_status(workers, "awaiting_approval", *sooner)
    assert not any(workers.rows(LEDGER, one) for one in sooner)
    approve(workers, *sooner)
    workers.wait_processed([*ids.values()], within_s=60)
    for client, request_id in ids.items():
        trace = workers.rows(TRACE, request_id)
        assert [step.kind for step in trace] == [*KINDS[:3], "approval", *KINDS[3:]], client
        assert [one.amount for one in workers.rows(LEDGER, request_id)] == ["1000000.10"], client
        sent = (tmp_path / f"sent-{request_id}").read_text().splitlines()
        assert sent == [f"{trace[6].idempotency_key} False"], client
        actions = workers.actions(request_id)
        assert [one for one in actions if one != "attempt_lost"] == [
            "received", "awaiting_approval", "voted", "calls_approved", "processed",
        ], client  # fmt: skip


def test_a_stalled_worker_that_lost_its_jobs_commits_nothing(workers: Crew, tmp_path: Path) -> None:
    # Before a model's answer, a read, a write, a call outside, its result, the answer, the end.
    clients = [f"STOP-before-{n}" for n in (1, 2, 4, 6, 7, 9, 10)]
    stalled = hire(workers, tmp_path)
    ids = submit(workers, *clients)
    wait_stopped(tmp_path, len(ids))
    stalled.send(signal.SIGSTOP)
    before = {one: len(kinds(workers, one)) for one in ids}
    workers.rows(STALE)
    wait_rescued(workers)
    hire(workers, tmp_path)
    workers.wait_processed(ids)
    (tmp_path / "go-on").touch()
    stalled.send(signal.SIGCONT)
    wait_for("it sees its loss", lambda: stalled.said().count("had lost its job") == len(ids))
    for client, request_id in zip(clients, ids, strict=True):
        trace = workers.rows(TRACE, request_id)
        assert [step.kind for step in trace] == KINDS, client
        assert {step.attempt for step in trace[before[request_id] :]} <= {2}, client
        assert len(workers.rows(LEDGER, request_id)) == 1, client
        sent = (tmp_path / f"sent-{request_id}").read_text().splitlines()
        assert len(sent) == 1 + (client == "STOP-before-7"), client


def test_a_changed_definition_begins_anew_and_repeats_no_effect(
    workers: Crew, tmp_path: Path
) -> None:
    (request_id,) = submit(workers, "STOP-after-7")
    one = hire(workers, tmp_path)
    wait_stopped(tmp_path, 1)
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
