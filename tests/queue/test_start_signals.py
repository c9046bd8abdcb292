"""A signal to stop that comes while a worker starts ends it promptly, at whatever moment."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.payloads import PAYLOAD
from tests.support.processes import fresh_process
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, wait_for

# The row is held back by a trigger, which waits for a lock of the test.
HELD = (
    "create function public.held() returns trigger language plpgsql as "
    "$$ begin perform pg_advisory_xact_lock(7); return new; end $$; "
    "create trigger held {when} insert on procrastinate.procrastinate_workers "
    "for each row execute function public.held()"
)
LOCK = "lock table {table} in access exclusive mode"
# The statement at which the start hangs.
MOMENTS = {
    "prune": ("", LOCK.format(table="procrastinate.procrastinate_workers")),
    "check": ("", LOCK.format(table="bankagent.schema_versions")),
    "register": (HELD.format(when="before"), "select pg_advisory_xact_lock(7)"),
    "commit of the row": (HELD.format(when="after"), "select pg_advisory_xact_lock(7)"),
    "first heartbeat": ("", LOCK.format(table="bankagent.suspect_jobs")),
}
WAITS = (
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and wait_event_type = 'Lock'"
)


@contextmanager
def held_at(crew: Crew, moment: str) -> Iterator[Worker]:
    """Start a worker that hangs at this moment for as long as this lasts."""
    prepare, lock = MOMENTS[moment]
    if prepare:
        crew.conn.execute(prepare)
    with connect(crew.url) as conn, conn.transaction():
        conn.execute(lock)
        worker = Worker(crew.worker_url, start=fresh_process)
        crew.workers.append(worker)
        wait_for(f"it hangs at {moment}", lambda: crew.one(WAITS))
        yield worker


def leaves_nothing(crew: Crew) -> None:
    assert crew.rows("select from procrastinate.procrastinate_workers") == []
    assert crew.rows("select from procrastinate.procrastinate_jobs where status = 'doing'") == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_sigterm_ends_a_worker_whose_start_hangs_and_leaves_no_row(crew: Crew, moment: str) -> None:
    with held_at(crew, moment) as worker:
        assert worker.drain(within_s=30) == 0
    leaves_nothing(crew)


@pytest.mark.parametrize("moment", ["register", "first heartbeat"])
def test_ctrl_c_does_the_same_once_the_worker_has_asked_for_its_row(
    crew: Crew, moment: str
) -> None:
    with held_at(crew, moment) as worker:
        worker.send(signal.SIGINT)
        assert worker.process.wait(30) == 0
    leaves_nothing(crew)


def test_sigterm_right_after_the_row_came_ends_with_0_and_leaves_nothing(crew: Crew) -> None:
    ids = crew.submit(*[PAYLOAD] * 500)
    for _ in range(25):
        worker = crew.hire()
        assert worker.drain(within_s=30) == 0
        leaves_nothing(crew)
        crew.dismiss(worker)
    crew.hire()
    crew.wait_processed(ids)
    assert crew.rows("select distinct action from bankagent.agent_audit_log order by 1") == [
        ("processed",),
        ("received",),
    ]


def test_sigterm_at_any_moment_of_the_start_ends_with_0_or_by_the_signal(crew: Crew) -> None:
    ids = crew.submit(*[PAYLOAD] * 500)
    moments = random.Random(11)
    codes = set()
    for _ in range(25):
        worker = Worker(crew.worker_url)
        crew.workers.append(worker)
        time.sleep(moments.uniform(0, 0.25))
        codes.add(worker.drain(within_s=30))
        leaves_nothing(crew)
        crew.dismiss(worker)
    assert codes <= {0, -signal.SIGTERM}
    crew.hire()
    crew.wait_processed(ids)
