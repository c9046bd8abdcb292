"""No two verbs ever deadlock: in a crowd, in every pair, and where a request changes its job."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import psycopg
import pytest

from tests.support import follow_ups, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, triggers_off
from tests.support.workers import wait_for

CROWD_S = 3.5
SOON = "-c deadlock_timeout=50ms"
CANCEL = "select bankagent.cancel_request(%s)"
Verb = Callable[[Conn], Any]
REQUEUE = "select bankagent.requeue_request(%s)"
RETIRE = "select bankagent.retire_jobs()"


# --- a crowd --------------------------------------------------------------------


def settler(conn: Conn, chance: random.Random) -> None:
    """Claim and end runs in shuffled order; sometimes hand back, or die with jobs in hand."""
    worker_id = verbs.register(conn)
    jobs = verbs.claim(conn, worker_id, limit=20) + verbs.claim(conn, worker_id, alone=True)
    chance.shuffle(jobs)
    fate = chance.random()
    if fate < 0.2:
        verbs.silence(conn, worker_id)
    elif fate < 0.4:
        verbs.hand_back(conn, worker_id, jobs)
    elif fate < 0.6:
        verbs.settle_error(conn, worker_id, jobs)
        verbs.make_due(conn)
    elif fate < 0.7:
        verbs.settle(conn, *[verbs.fence(job, worker_id) | follow_ups.approved() for job in jobs])
    else:
        verbs.settle_approved(conn, worker_id, jobs)


def meddler(conn: Conn, chance: random.Random) -> None:
    """Cancel and requeue whatever comes."""
    newest = rows.one(conn, "select coalesce(max(id), 0) from bankagent.banking_requests")
    for verb in chance.choices([CANCEL, REQUEUE], k=5):
        try:
            conn.execute(verb, [chance.randint(1, newest + 1)])
        except psycopg.Error as error:
            if error.sqlstate not in {"BA404", "BA409"}:
                raise


def submitter(conn: Conn, chance: random.Random) -> None:
    """Submit sets that share keys with those of others, in any order."""
    keys = [f"k-{chance.randint(1, 60)}" for _ in range(10)] + [None] * 10
    chance.shuffle(keys)
    verbs.put(conn, *[verbs.item(idempotency_key=key) for key in keys])


def rescuer(conn: Conn, _: random.Random) -> None:
    verbs.rescue(conn, connected="0 s")


def retirer(conn: Conn, _: random.Random) -> None:
    conn.execute(RETIRE)


def retire_at_once(dba: Conn) -> None:
    """Let retention take each job as soon as it has ended."""
    dba.execute(
        "alter table bankagent.retention drop constraint retention_keeps_for_an_hour_at_least"
    )
    dba.execute("update bankagent.retention set keep_finished_jobs = '0 s'")


def test_a_crowd_of_all_verbs_never_deadlocks(db: Database, dba: Conn) -> None:
    verbs.add_queue(dba, "other")
    retire_at_once(dba)
    until = time.monotonic() + CROWD_S

    def work(n: int, part: Callable[[Conn, random.Random], None]) -> int:
        chance = random.Random(n)
        rounds = 0
        with connect(db.url, options=SOON) as conn:
            while time.monotonic() < until:
                part(conn, chance)
                rounds += 1
        return rounds

    parts = [settler] * 4 + [meddler] * 3 + [submitter] * 3 + [rescuer] * 2 + [retirer] * 2
    with ThreadPoolExecutor(len(parts)) as pool:
        rounds = list(pool.map(work, range(len(parts)), parts))
    assert min(rounds) > 0
    assert rows.one(dba, "select jobs_removed from bankagent.retention") > 0
    assert rows.one(dba, "select count(*) from bankagent.decisions") > 0
    assert (
        rows.fetch(
            dba,
            "select request_id from bankagent.agent_audit_log where action = 'processed' "
            "group by 1 having count(*) > 1",
        )
        == []
    )
    assert rows.gaps(dba) == []


# --- pairs ----------------------------------------------------------------------


class Session:
    """A connection whose statements run beside the test."""

    def __init__(self, db: Database) -> None:
        self.conn = connect(db.url, options=SOON)
        self.pool = ThreadPoolExecutor(1)

    def run(self, verb: Verb, watch: Conn) -> "Future[Any]":
        """Begin a verb; return when it has ended or waits for somebody's lock."""
        future = self.pool.submit(verb, self.conn)
        blocked = "select cardinality(pg_blocking_pids(%s)) > 0"
        while not wait([future], timeout=0.004).done:
            if rows.one(watch, blocked, self.conn.info.backend_pid):
                break
        return future

    def waits_for(self, other: "Session", watch: Conn) -> bool:
        blocked = "select %s = any(pg_blocking_pids(%s))"
        return rows.one(watch, blocked, other.conn.info.backend_pid, self.conn.info.backend_pid)

    def close(self) -> None:
        self.pool.shutdown()
        self.conn.close()


@pytest.fixture
def sessions(db: Database) -> Iterator[list[Session]]:
    found = [Session(db) for _ in range(4)]
    yield found
    for session in found:
        session.close()


def verbs_on(request_id: int, worker_id: int = 0, job: Any = None) -> dict[str, Verb]:
    return {
        "settle": lambda conn: verbs.settle_approved(conn, worker_id, [job]),
        "settle an error": lambda conn: verbs.settle_error(conn, worker_id, [job]),
        "hand back": lambda conn: verbs.hand_back(conn, worker_id, [job]),
        "cancel": lambda conn: conn.execute(CANCEL, [request_id]),
        "requeue": lambda conn: conn.execute(REQUEUE, [request_id]),
        "rescue": lambda conn: verbs.rescue(conn, connected="0 s"),
        "retire": lambda conn: conn.execute(RETIRE),
        "claim": lambda conn: verbs.claim(conn, verbs.register(conn)),
        "replay": lambda conn: verbs.submit(conn, idempotency_key="k"),
        "heartbeat": lambda conn: verbs.beat(conn, worker_id),
        "unregister": lambda conn: conn.execute(
            "select procrastinate.procrastinate_unregister_worker_v1(%s)", [worker_id]
        ),
    }


def a_request(dba: Conn, state: str) -> tuple[int, int, Any]:
    """Bring a request into a state; return it with the worker and the job of its last claim."""
    (request_id,) = verbs.submit(dba, idempotency_key="k")
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    if state == "waiting":
        verbs.hand_back(dba, worker_id, [job])
    elif state == "failed":
        for _ in range(3):
            assert verbs.settle_error(dba, worker_id, [job]) == ["settled"]
            verbs.make_due(dba)
            job = next(iter(verbs.claim(dba, worker_id)), job)
    elif state == "without a job":
        with triggers_off(dba):
            dba.execute("delete from procrastinate.procrastinate_jobs where id = %s", [job.job_id])
    verbs.silence(dba, worker_id)
    return request_id, worker_id, job


@pytest.mark.parametrize("state", ["held", "waiting", "failed", "without a job"])
def test_no_pair_of_verbs_on_one_request_deadlocks_in_either_order(
    dba: Conn, sessions: list[Session], state: str
) -> None:
    retire_at_once(dba)
    for one, other in itertools.product(verbs_on(0), repeat=2):
        request_id, worker_id, job = a_request(dba, state)
        calls = verbs_on(request_id, worker_id, job)
        for error in run_as_a_pair(dba, sessions[:2], calls[one], calls[other]):
            assert getattr(error, "sqlstate", "BA409") in {"BA404", "BA409"}, (one, other, error)
        make_way(dba, request_id)
    assert rows.gaps(dba) == []
    assert (
        rows.fetch(dba, "select from procrastinate.procrastinate_jobs where status = 'todo'") == []
    )


def run_as_a_pair(
    watch: Conn, sessions: list[Session], one: Verb, other: Verb
) -> list[BaseException | None]:
    """Run one verb, and the other while the first's transaction is open; return their errors."""
    first, second = sessions
    first.conn.autocommit = False
    begun = first.run(one, watch)
    met = second.run(other, watch)
    if begun.exception():
        first.conn.rollback()
    else:
        first.conn.commit()
    first.conn.autocommit = True
    return [begun.exception(), met.exception()]


def make_way(dba: Conn, request_id: int) -> None:
    """Let the next pair find no request that is open, and no key that is taken."""
    if rows.status(dba, request_id) not in {"processed", "cancelled"}:
        dba.execute(CANCEL, [request_id])
    dba.execute("delete from bankagent.idempotency_keys")


# --- workers that come and go ---------------------------------------------------


def comer(conn: Conn, chance: random.Random) -> None:
    """Register, beat, claim, and go: settled, handed back, silent or unregistered."""
    worker_id = verbs.register(conn)
    for _ in range(chance.randint(1, 4)):
        jobs = verbs.claim(conn, worker_id, limit=10, alone=chance.random() < 0.3)
        if chance.random() < 0.5:
            verbs.beat(conn, worker_id)
            verbs.tell(conn, worker_id)
        fate = chance.random()
        if fate < 0.3:
            verbs.settle_error(conn, worker_id, jobs)
        elif fate < 0.6:
            verbs.hand_back(conn, worker_id, jobs)
    verbs.make_due(conn)
    if chance.random() < 0.5:
        conn.execute("select procrastinate.procrastinate_unregister_worker_v1(%s)", [worker_id])
    else:
        verbs.silence(conn, worker_id)


def pruner(conn: Conn, _: random.Random) -> None:
    """Prune as each start of a stock worker does, those that were silent for a moment."""
    conn.execute("select procrastinate.procrastinate_prune_stalled_workers_v1(30)")


def test_a_rescue_and_a_prune_of_one_worker_wait_in_one_order(
    dba: Conn, sessions: list[Session]
) -> None:
    """A dead worker has a job, and its last claim commits while both want to remove its row."""
    claimer, prunes, rescues, _ = sessions
    verbs.submit(dba, 2)
    worker_id = verbs.register(dba)
    assert len(verbs.claim(dba, worker_id, limit=1)) == 1
    verbs.silence(dba, worker_id)
    claimer.conn.autocommit = False
    claimer.run(lambda conn: verbs.claim(conn, worker_id, limit=1), dba).result()
    pruned = prunes.run(lambda conn: pruner(conn, random.Random()), dba)
    rescued = rescues.run(lambda conn: verbs.rescue(conn, connected="0 s"), dba)
    claimer.conn.commit()
    assert [pruned.exception(), rescued.exception()] == [None, None]
    verbs.rescue(dba, connected="0 s")
    assert (
        rows.fetch(dba, "select from procrastinate.procrastinate_jobs where status = 'doing'") == []
    )


def test_a_claim_for_a_worker_that_is_being_removed_locks_no_job_meanwhile(
    dba: Conn, sessions: list[Session]
) -> None:
    prunes, claims, claims_too, _ = sessions
    verbs.submit(dba)
    worker_id, other = verbs.register(dba), verbs.register(dba)
    verbs.silence(dba, worker_id)
    prunes.conn.autocommit = False
    prunes.run(lambda conn: pruner(conn, random.Random()), dba).result()
    late = claims.run(lambda conn: verbs.claim(conn, worker_id), dba)
    assert len(claims_too.run(lambda conn: verbs.claim(conn, other), dba).result()) == 1
    prunes.conn.commit()
    assert late.result() == []


def test_workers_that_come_and_go_among_rescue_and_prune_never_deadlock(
    db: Database, dba: Conn
) -> None:
    until = time.monotonic() + CROWD_S
    dead: Counter[str] = Counter()

    def work(n: int, part: Callable[[Conn, random.Random], None]) -> int:
        chance = random.Random(n)
        rounds = 0
        with connect(db.url, options=SOON) as conn:
            while time.monotonic() < until:
                try:
                    part(conn, chance)
                except psycopg.errors.DeadlockDetected:
                    dead[part.__name__] += 1
                except psycopg.errors.ForeignKeyViolation:
                    pass  # it was pruned before it told what it finds
                rounds += 1
        return rounds

    parts = [comer] * 6 + [submitter] * 2 + [meddler] + [rescuer] * 2 + [pruner] * 2
    with ThreadPoolExecutor(len(parts)) as pool:
        rounds = list(pool.map(work, range(len(parts)), parts))
    assert min(rounds) > 0
    assert dead == Counter()
    assert rows.gaps(dba) == []


# --- a request that changes its job -----------------------------------------------


def early_cancel(dba: Conn, sessions: list[Session], request_id: int) -> "Future[Any] | None":
    """Bring a cancel to wait for a request that was given another job while it waited for the old.

    None where it overtook the one who was to hold the request.
    """
    requeuer, holder, early, _ = sessions
    for session in (requeuer, holder):
        session.conn.autocommit = False
    requeuer.run(lambda conn: conn.execute(REQUEUE, [request_id]), dba).result()
    cancel = early.run(lambda conn: conn.execute(CANCEL, [request_id]), dba)
    hold = "select from bankagent.banking_requests where id = %s for update"
    holder.run(lambda conn: conn.execute(hold, [request_id]), dba)
    requeuer.conn.commit()
    wait_for("one is first", lambda: cancel.done() or early.waits_for(holder, dba))
    return None if cancel.done() else cancel


def test_cancels_that_meet_a_requeue_do_not_wait_for_each_other(
    dba: Conn, sessions: list[Session]
) -> None:
    _, holder, _, late = sessions
    for _ in range(50):
        request_id = verbs.fail(dba)
        first = early_cancel(dba, sessions, request_id)
        if first:
            break
        holder.conn.commit()
    assert first
    # It holds the new job and waits for the request behind the other.
    second = late.run(lambda conn: conn.execute(CANCEL, [request_id]), dba)
    holder.conn.commit()
    outcomes = [getattr(cancel.exception(), "sqlstate", None) for cancel in (first, second)]
    assert sorted(outcomes, key=str) == ["BA409", None]
    assert rows.actions(dba, request_id)[-2:] == ["requeued", "cancelled"]
    assert rows.job(dba, request_id).status == "cancelled"


def test_a_cancel_that_meets_a_requeue_of_a_lost_job_cancels_the_new_job(
    dba: Conn, sessions: list[Session]
) -> None:
    (request_id,) = verbs.submit(dba)
    with triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    requeuer, canceller = sessions[:2]
    requeuer.conn.autocommit = False
    requeuer.run(lambda conn: conn.execute(REQUEUE, [request_id]), dba).result()
    cancel = canceller.run(lambda conn: conn.execute(CANCEL, [request_id]), dba)
    requeuer.conn.commit()
    cancel.result()
    assert (rows.status(dba, request_id), rows.job(dba, request_id).status) == (
        "cancelled",
        "cancelled",
    )


def test_two_submits_with_one_key_at_once_are_one_request(
    dba: Conn, sessions: list[Session]
) -> None:
    item = verbs.item(idempotency_key="k")
    first, second, third = sessions[:3]
    first.conn.autocommit = False
    (created,) = first.run(lambda conn: verbs.put(conn, item), dba).result()
    waiting = second.run(lambda conn: verbs.put(conn, item), dba)
    other = third.run(lambda conn: verbs.put(conn, item | {"client_id": "C-2"}), dba)
    assert not waiting.done()
    first.conn.commit()
    assert waiting.result() == [(0, created.request_id, "received", "replayed")]
    assert [answer.outcome for answer in other.result()] == ["conflict"]
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 1
