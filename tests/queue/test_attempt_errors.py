"""Attempts that end in an error of any kind: each is an entry, and spends the retry budget."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import in_process
from tests.support.payloads import PAYLOAD
from tests.support.processes import fresh_process
from tests.support.workers import Crew, wait_for

# Each ends the attempt in an error of this name.
WAYS: list[tuple[dict[str, Any], str]] = [
    ({"how": "SystemExit"}, "SystemExit"),
    ({"how": "KeyboardInterrupt"}, "KeyboardInterrupt"),
    ({"how": "GeneratorExit"}, "GeneratorExit"),
    ({"how": "CancelledError"}, "CancelledError"),
    ({"how": "RecursionError"}, "RecursionError"),
    ({"how": "MemoryError"}, "MemoryError"),
    ({"how": "BaseExceptionGroup"}, "BaseExceptionGroup"),
    ({"how": "a task of its own is cancelled"}, "CancelledError"),
    ({"how": "it cancels itself"}, "CancelledError"),
    ({"returns": None}, "TypeError"),
    ({"returns": {"status": "processed"}}, "TypeError"),
    ({"no_evaluation": True}, "AttributeError"),
    ({"unwritable": "NUL"}, "SQLSTATE 22P05"),
    ({"unwritable": "surrogate"}, "UnicodeEncodeError"),
    ({"unwritable": "NaN"}, "ValueError"),
    ({"unwritable": "infinity"}, "ValueError"),
    ({"unwritable": "object"}, "TypeError"),
    ({"unwritable": "too deep for Python"}, "RecursionError"),
    ({"unwritable": "too deep for PostgreSQL"}, "SQLSTATE 54001"),
    ({"prepare": "SystemExit"}, "SystemExit"),
    ({"prepare": "it cancels itself"}, "CancelledError"),
]


def ends(crew: Crew, request_id: int) -> list[tuple[str, str]]:
    """The entries after the first, each with its error."""
    return crew.rows(
        "select action, result ->> 'error' from bankagent.agent_audit_log "
        "where request_id = %s and action <> 'received' order by id",
        request_id,
    )


def fence_of(crew: Crew, request_id: int) -> int:
    return crew.one(
        "select j.attempts from procrastinate.procrastinate_jobs as j "
        "inner join bankagent.banking_requests as r on r.job_id = j.id where r.id = %s",
        request_id,
    )


def test_every_error_of_an_attempt_is_an_entry_and_spends_the_budget_alone(crew: Crew) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 2")
    payloads = [{"test": trouble} for trouble, _ in WAYS]
    ids = crew.submit(PAYLOAD, *[one for bad in payloads for one in (bad, PAYLOAD)])
    worker = crew.hire()
    bad = ids[1::2]
    wait_for("all bad ones fail", lambda: crew.statuses(bad) == {"failed"}, within_s=60)
    crew.wait_processed(ids[::2])
    assert [ends(crew, request_id) for request_id in bad] == [
        [("attempt_failed", error), ("failed", error)] for _, error in WAYS
    ]
    # Two attempts each, and no other: the fence rises with each claim that ends.
    assert {fence_of(crew, request_id) for request_id in bad} == {2}
    assert {fence_of(crew, request_id) for request_id in ids[::2]} == {1}
    assert worker.alive
    assert worker.drain() == 0


def test_a_failed_measurement_is_an_error_of_the_attempt(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of the metrics vanish, as a cleaner of /tmp removes them."""
    files = tmp_path / "metrics"
    files.mkdir()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(files))
    crew.conn.execute("update bankagent.request_types set max_attempts = 2")
    crew.hire(start=fresh_process)
    shutil.rmtree(files)
    ids = crew.submit(*[PAYLOAD] * 5)
    wait_for("all fail", lambda: crew.statuses(ids) == {"failed"})
    error = "FileNotFoundError"
    assert [ends(crew, request_id) for request_id in ids] == [
        [("attempt_failed", error), ("failed", error)]
    ] * 5
    assert {fence_of(crew, request_id) for request_id in ids} == {2}


def test_a_request_whose_own_task_ends_the_worker_spends_its_budget_too(crew: Crew) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 2")
    bad, good = crew.submit({"test": {"how": "a task of its own exits"}}, PAYLOAD)
    for _ in range(2):
        worker = crew.start()
        wait_for("it ends the worker", lambda one=worker: not one.alive)
        assert worker.process.wait(10) == 3
        wait_for(
            "its retry is due",
            lambda: (
                not crew.rows(
                    "select from procrastinate.procrastinate_jobs "
                    "where status = 'todo' and scheduled_at > now()"
                )
            ),
        )
    assert ends(crew, bad) == [("attempt_failed", "CancelledError"), ("failed", "CancelledError")]
    crew.hire()
    crew.wait_processed([good])
    assert crew.rows("select 1 from procrastinate.procrastinate_jobs where status = 'doing'") == []


def refuse(crew: Crew, table: str, request_id: int, when: str = "insert") -> None:
    """Let a trigger refuse the rows of one request, as a faulty one of a DBA would."""
    crew.conn.execute(
        "create function public.faulty() returns trigger language plpgsql as "
        f"$$ begin if new.request_id = {request_id} then raise exception 'asked for'; end if; "
        "return new; end $$"
    )
    crew.conn.execute(
        f"create trigger faulty before {when} on {table} "
        "for each row execute function public.faulty()"
    )


def test_a_trigger_that_refuses_one_request_costs_its_neighbours_nothing(crew: Crew) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 1")
    ids = crew.submit(*[PAYLOAD] * 60)
    refuse(crew, "bankagent.evaluations", ids[30])
    crew.hire()
    crew.wait_processed(ids[:30] + ids[31:])
    wait_for("it fails", lambda: crew.statuses([ids[30]]) == {"failed"})
    assert ends(crew, ids[30]) == [("failed", "SQLSTATE P0001")]


def test_an_end_that_the_database_does_not_record_waits_longer_each_time_and_shows(
    crew: Crew,
) -> None:
    ids = crew.submit(*[PAYLOAD] * 20)
    (refused,) = ids[10:11]
    refuse(crew, "bankagent.agent_audit_log", refused)
    worker = crew.hire()
    crew.wait_processed(ids[:10] + ids[11:])
    wait_for("three attempts", lambda: fence_of(crew, refused) == 3, within_s=30)
    waits = crew.one(
        "select extract(epoch from j.scheduled_at - now()) "
        "from procrastinate.procrastinate_jobs as j where j.status = 'todo'"
    )
    assert 2 < waits <= 8
    lines = [json.loads(line) for line in worker.said().splitlines() if line.startswith("{")]
    told = [line for line in lines if line["event"] == "not settled"]
    assert [line["request_id"] for line in told] == [refused] * 3
    assert crew.rows("select code from ops.stuck_requests") == [("end_not_recorded",)]
    told = in_process("status", DATABASE_URL=crew.url)
    assert told.returncode == 1
    assert f"request {refused}: stuck: the ends of its attempts cannot be recorded" in told.stdout
    assert "the database refuses to record attempts" in told.stdout
    crew.conn.execute("drop trigger faulty on bankagent.agent_audit_log")
    crew.wait_processed([refused])
    assert crew.rows("table ops.stuck_requests") == []


def test_a_job_that_cannot_be_handed_back_is_tried_until_it_can(crew: Crew) -> None:
    """A trigger of a DBA keeps jobs in hand; no rescuer takes those of a live worker."""
    ids = crew.submit(*[PAYLOAD] * 20)
    kept = ids[10]
    crew.conn.execute(
        "create function public.faulty() returns trigger language plpgsql as "
        f"$$ begin if old.status = 'doing' and new.args ->> 'request_id' = '{kept}' "
        "then raise exception 'asked for'; end if; return new; end $$"
    )
    crew.conn.execute(
        "create trigger faulty before update on procrastinate.procrastinate_jobs "
        "for each row execute function public.faulty()"
    )
    worker = crew.hire()
    crew.wait_processed(ids[:10] + ids[11:])
    wait_for("its hand-back fails", lambda: worker.said().count("hand back failed") >= 3)
    assert fence_of(crew, kept) == 0
    crew.conn.execute("drop trigger faulty on procrastinate.procrastinate_jobs")
    crew.wait_processed([kept])
    assert worker.said().count("hand back failed") <= 5
    assert worker.drain() == 0


def test_a_drain_that_is_cut_short_costs_nothing_and_waits_for_nothing(crew: Crew) -> None:
    """What was decided is settled; the attempt in hand ended in no error."""
    ids = crew.submit(*[PAYLOAD] * 5, {"test": {"sleep_s": 20}}, *[PAYLOAD] * 5)
    worker = crew.hire("--shutdown-graceful-timeout", "0.5")
    crew.wait_started(ids[5])
    assert worker.drain() == 0
    assert crew.statuses(ids[:5]) == {"processed"}
    assert crew.rows(
        "select status::text, attempts, scheduled_at, count(*) "
        "from procrastinate.procrastinate_jobs group by 1, 2, 3 order by 4, 1"
    ) == [("succeeded", 1, None, 5), ("todo", 1, None, 6)]
    assert [ends(crew, request_id) for request_id in ids[5:]] == [[]] * 6


def test_an_error_while_the_worker_drains_counts_as_any_other(crew: Crew) -> None:
    how = "a task of its own is cancelled"
    (request_id,) = crew.submit({"test": {"sleep_s": 1, "how": how}})
    worker = crew.hire()
    crew.wait_started(request_id)
    assert worker.drain() == 0
    assert ends(crew, request_id) == [("attempt_failed", "CancelledError")]


def test_a_row_that_is_locked_for_seconds_is_settled_soon_after(crew: Crew) -> None:
    worker = crew.hire()
    (request_id,) = crew.submit({"test": {"sleep_s": 0.5}})
    crew.wait_started(request_id)
    with crew.conn.transaction():
        crew.conn.execute(
            "select from bankagent.banking_requests where id = %s for update", [request_id]
        )
        time.sleep(3)
    crew.wait_processed([request_id], within_s=2)
    assert ends(crew, request_id) == [("processed", None)]
    assert worker.alive
