"""What a worker's login says of itself and of others: odd numbers and times, long names."""

import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused, triggers_off

KEEP = "select bankagent.keep_worker(%s, %s, %s, %s)"


@pytest.mark.parametrize("odd", [None, 0, -1, 5, 1000, 2**31, 2**40, 2**63 - 1])
def test_a_number_that_no_registration_gave_is_not_kept(
    dba: Conn, worker: Conn, odd: int | None
) -> None:
    verbs.register(worker)
    with rows.nothing_written(dba), refused("BA422", "worker_id must be"):
        worker.execute(KEEP, [odd, "here", 1, "test"])
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_workers") == 1


def test_before_any_registration_no_number_is_kept(worker: Conn) -> None:
    with refused("BA422", "worker_id must be"):
        worker.execute(KEEP, [1, "here", 1, "test"])


@pytest.mark.parametrize(("host", "pid"), [("there", 1), ("here", 2)])
def test_a_process_does_not_keep_the_worker_of_another(
    dba: Conn, worker: Conn, host: str, pid: int
) -> None:
    worker_id = verbs.register(worker)
    verbs.silence(dba, worker_id, 30)
    with refused("BA409", f"worker {worker_id} is another process"):
        worker.execute(KEEP, [worker_id, host, pid, "test"])
    verbs.silence(dba, worker_id, 120)
    verbs.rescue(dba)
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_workers") == 0


def test_a_worker_whose_row_was_pruned_is_kept_again(dba: Conn, worker: Conn) -> None:
    worker_id = verbs.register(worker)
    dba.execute("delete from procrastinate.procrastinate_workers")
    verbs.beat(worker, worker_id)
    assert rows.one(dba, "select worker_id from bankagent.worker_processes") == worker_id


@pytest.mark.parametrize(
    ("host", "pid", "version", "field"),
    [
        ("", 1, "1", "host"),
        (None, 1, "1", "host"),
        ("x" * 256, 1, "1", "host"),
        ("x" * 10_000_000, 1, "1", "host"),
        ("here", 0, "1", "pid"),
        ("here", -1, "1", "pid"),
        ("here", None, "1", "pid"),
        ("here", 1, "", "version"),
        ("here", 1, None, "version"),
        ("here", 1, "x" * 101, "version"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_worker_says_who_it_is_in_a_few_characters(
    worker: Conn, host: str | None, pid: int | None, version: str | None, field: str
) -> None:
    worker_id = verbs.register_silent(worker)
    with refused("BA422", f"{field} must"):
        worker.execute(KEEP, [worker_id, host, pid, version])


@pytest.mark.parametrize("odd", [-1, 0, 2**31, 2**63 - 1])
def test_a_worker_of_an_odd_number_breaks_no_rescue(
    db: Database, dba: Conn, worker: Conn, odd: int
) -> None:
    (request_id,) = verbs.submit(dba)
    worker_id = verbs.register(worker)
    verbs.claim(worker, worker_id)
    with triggers_off(dba):
        dba.execute(
            "insert into procrastinate.procrastinate_workers (id) overriding system value "
            "values (%s)",
            [odd],
        )
        dba.execute(
            "insert into bankagent.worker_processes (worker_id, host, pid, version) "
            "values (%s, 'x', 1, 'x')",
            [odd],
        )
    for silent in (4, 120):
        verbs.silence(dba, odd, silent)
        verbs.silence(dba, worker_id, silent)
        verbs.rescue(dba, connected="0 s")
    assert rows.actions(dba, request_id) == ["received", "attempt_lost"]
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_workers") == 0


@pytest.mark.parametrize(
    "given",
    [
        {"silent": "-1 s"},
        {"silent": "0 s"},
        {"silent": "59 s"},
        {"silent": None},
        {"heartbeat_older": "-1 s", "connected": "0 s"},
        {"heartbeat_older": "2 s", "connected": "0 s"},
        {"heartbeat_older": None},
        {"connected": "-1 s"},
        {"connected": None},
    ],
    ids=str,
)
def test_a_workers_login_takes_no_job_from_a_live_worker(
    db: Database, dba: Conn, worker: Conn, given: dict[str, str | None]
) -> None:
    verbs.submit(dba)
    worker_id = verbs.register(worker)
    verbs.claim(worker, worker_id)
    with rows.nothing_written(dba), refused("BA422", "must be"):
        verbs.rescue(worker, **given)
    with (
        connect(db.url, options="-c role=bankagent_worker") as young,
        rows.nothing_written(dba),
        refused("BA422", "must be"),
    ):
        verbs.rescue(young, **given)


@pytest.mark.parametrize("silent", ["-1 s", None])
def test_an_operator_rescues_at_once_but_not_from_the_future(dba: Conn, silent: str | None) -> None:
    verbs.submit(dba)
    verbs.claim(dba, verbs.register(dba))
    with rows.nothing_written(dba), refused("BA422", "silent must be"):
        verbs.rescue(dba, silent=silent)
    assert len(verbs.rescue(dba, silent="0 s")) == 1


@pytest.mark.parametrize("limit", [None, 0, -1, 10_001, 2**31 - 1])
def test_a_claim_takes_a_number_of_jobs_that_makes_sense(
    dba: Conn, worker: Conn, limit: int | None
) -> None:
    verbs.submit(dba)
    worker_id = verbs.register(worker)
    with rows.nothing_written(dba), refused("BA422", "limit must be"):
        verbs.claim(worker, worker_id, limit=limit)


def test_nothing_is_claimed_for_no_worker(dba: Conn, worker: Conn) -> None:
    verbs.submit(dba)
    with rows.nothing_written(dba), refused("BA422", "worker_id must be"):
        worker.execute("select * from bankagent.claim_jobs(null)")
    # A worker that is not registered has told no facts.
    with rows.nothing_written(dba):
        assert verbs.claim(worker, 999) == []


def test_a_null_set_is_nothing_to_do(dba: Conn, worker: Conn) -> None:
    verbs.submit(dba)
    verbs.claim(worker, verbs.register(worker))
    with rows.nothing_written(dba):
        for verb in ("settle_jobs", "hand_back_jobs"):
            assert rows.fetch(worker, f"select * from bankagent.{verb}(null)") == []
