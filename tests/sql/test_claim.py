"""claim_jobs: in order, in sets, one queue at a time, past what others hold."""

import pytest

from tests.support import payloads, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def claimed(dba: Conn, worker_id: int, **named: object) -> list[int]:
    return [job.request_id for job in verbs.claim(dba, worker_id, **named)]


def test_a_claim_takes_the_oldest_up_to_its_limit_with_their_requests(
    dba: Conn, worker_id: int
) -> None:
    ids = verbs.submit(dba, 5)
    first = verbs.claim(dba, worker_id, limit=3)
    assert [job.request_id for job in first] == ids[:3]
    assert {(j.client_id, j.request_type, j.attempts, j.queue_name) for j in first} == {
        ("CUST-1042", "trade_review", 0, "trade_review")
    }
    assert first[0].payload == payloads.PAYLOAD
    assert claimed(dba, worker_id) == ids[3:]
    assert claimed(dba, worker_id) == []


def test_a_claimed_job_reads_as_stock(dba: Conn, worker_id: int) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    job = rows.job(dba, request_id)
    assert (job.status, job.worker_id, job.attempts) == ("doing", worker_id, 0)
    assert rows.events(dba, job.id) == ["deferred", "started"]
    overview = rows.fetch(dba, "select status, job_status, attempt from ops.request_overview")
    assert overview == [("received", "doing", 1)]


def test_a_claim_waits_for_nobody(db: Database, dba: Conn, worker_id: int) -> None:
    first, second, third = verbs.submit(dba, 3)
    with connect(db.url) as holder, holder.transaction():
        holder.execute(
            "select from procrastinate.procrastinate_jobs where id = %s for key share",
            [rows.job(dba, first).id],
        )
        holder.execute(
            "select from procrastinate.procrastinate_jobs where id = %s for update",
            [rows.job(dba, second).id],
        )
        dba.execute("set statement_timeout to '2s'")
        assert claimed(dba, worker_id) == [first, third]
    assert claimed(dba, worker_id) == [second]


def test_two_claims_at_once_never_share_a_job(db: Database, dba: Conn, worker_id: int) -> None:
    ids = verbs.submit(dba, 10)
    with connect(db.url) as other, other.transaction():
        theirs = claimed(other, verbs.register(other), limit=5)
        ours = claimed(dba, worker_id, limit=5)
    assert sorted(theirs + ours) == ids


def test_a_scheduled_job_is_not_claimed_before_its_time(dba: Conn, worker_id: int) -> None:
    later, now = verbs.submit(dba, 2)
    schedule = "update procrastinate.procrastinate_jobs set scheduled_at = now() + %s where id = %s"
    dba.execute(schedule, ["1 hour", rows.job(dba, later).id])
    assert claimed(dba, worker_id) == [now]
    dba.execute(schedule, ["-1 second", rows.job(dba, later).id])
    assert claimed(dba, worker_id) == [later]


def test_what_falls_due_comes_first_and_counts_towards_the_limit(dba: Conn, worker_id: int) -> None:
    ids = verbs.submit(dba, 4)
    dba.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() - interval '1 second' "
        "where id = %s",
        [rows.job(dba, ids[3]).id],
    )
    assert sorted(claimed(dba, worker_id, limit=2)) == [ids[0], ids[3]]


def test_a_higher_priority_comes_first(dba: Conn, worker_id: int) -> None:
    *_, urgent = verbs.submit(dba, 3)
    dba.execute(
        "update procrastinate.procrastinate_jobs set priority = 5 where id = %s",
        [rows.job(dba, urgent).id],
    )
    assert claimed(dba, worker_id, limit=1) == [urgent]


def test_a_claim_takes_one_queue_and_the_next_claim_the_next(dba: Conn, worker_id: int) -> None:
    for name in ("aaa", "zzz"):
        verbs.add_queue(dba, name)
    verbs.put(
        dba,
        *[verbs.item(request_type=name) for name in ("zzz", "trade_review", "aaa") for _ in "12"],
    )
    served = ""
    order = []
    for _ in range(4):
        jobs = verbs.claim(dba, worker_id, limit=1, after_queue=served)
        (served,) = {job.queue_name for job in jobs}
        order.append(served)
    assert order == ["aaa", "trade_review", "zzz", "aaa"]


def test_a_worker_of_some_queues_claims_from_these_only(dba: Conn, worker_id: int) -> None:
    verbs.add_queue(dba, "other")
    verbs.submit(dba)
    (other,) = verbs.submit(dba, request_type="other")
    assert claimed(dba, worker_id, queues=["other", "no-such-queue"]) == [other]
    assert claimed(dba, worker_id, queues=["other"]) == []
    assert claimed(dba, worker_id, queues=[]) == []


def test_a_claim_leaves_out_queues_and_their_suspects(dba: Conn, worker_id: int) -> None:
    verbs.add_queue(dba, "slow")
    (usual,) = verbs.submit(dba)
    waits = verbs.submit(dba, 2, request_type="slow")
    lost = verbs.register(dba)
    verbs.claim(dba, lost, limit=1, queues=["slow"])
    verbs.silence(dba, lost)
    verbs.rescue(dba)
    assert claimed(dba, worker_id, left_out=["slow"], alone=True) == []
    assert claimed(dba, worker_id, left_out=["slow"]) == [usual]
    assert claimed(dba, worker_id, left_out=["trade_review"], alone=True) == waits[:1]
    assert claimed(dba, worker_id, left_out=["trade_review"]) == waits[1:]


def test_a_claim_goes_on_behind_what_this_process_claimed_last(dba: Conn, worker_id: int) -> None:
    ids = verbs.submit(dba, 4)
    jobs = verbs.claim(dba, worker_id, limit=2)
    verbs.hand_back(dba, worker_id, jobs)
    after = {
        "after_queue": "trade_review",
        "after_priority": jobs[-1].priority,
        "after_id": jobs[-1].job_id,
    }
    assert claimed(dba, worker_id, **after) == ids[2:]
    assert claimed(dba, worker_id, **after) == []
    assert claimed(dba, worker_id) == ids[:2]


def test_only_jobs_of_requests_are_claimed(dba: Conn, worker_id: int) -> None:
    dba.execute(
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name) "
        "values ('trade_review', 'banks.own_task')"
    )
    assert claimed(dba, worker_id) == []


def test_a_suspect_is_claimed_alone_and_never_in_a_batch(dba: Conn, worker_id: int) -> None:
    ids = verbs.submit(dba, 4)
    lost = verbs.register(dba)
    verbs.claim(dba, lost, limit=2)
    verbs.silence(dba, lost)
    verbs.rescue(dba)
    assert verbs.beat(dba, worker_id)
    assert claimed(dba, worker_id) == ids[2:]
    assert claimed(dba, worker_id, alone=True, queues=["elsewhere"]) == []
    assert claimed(dba, worker_id, alone=True) == [ids[0]]
    assert claimed(dba, worker_id, alone=True) == [ids[1]]
    assert claimed(dba, worker_id, alone=True) == []
    assert not verbs.beat(dba, worker_id)


def test_a_suspect_is_not_claimed_before_its_time(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba)
    lost = verbs.register(dba)
    jobs = verbs.claim(dba, lost)
    verbs.silence(dba, lost)
    verbs.rescue(dba)
    (alone,) = verbs.claim(dba, worker_id, alone=True)
    assert alone.attempts == jobs[0].attempts + 1
    verbs.settle_error(dba, worker_id, [alone])
    assert not verbs.beat(dba, worker_id)
    assert claimed(dba, worker_id, alone=True) == []
    verbs.make_due(dba)
    assert verbs.beat(dba, worker_id)
    assert len(claimed(dba, worker_id, alone=True)) == 1


def test_a_worker_whose_row_was_pruned_claims_nothing_until_its_next_heartbeat(
    dba: Conn, worker_id: int
) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.silence(dba, worker_id, 60)
    dba.execute("select procrastinate.procrastinate_prune_stalled_workers_v1(30)")
    # What it had told went with its row: it is given no request that needs a fact.
    assert verbs.claim(dba, worker_id) == []
    verbs.beat(dba, worker_id)
    verbs.tell(dba, worker_id)
    assert claimed(dba, worker_id) == [request_id]


def test_a_claim_from_an_empty_queue_does_not_walk_the_backlog_of_another(
    dba: Conn, worker_id: int
) -> None:
    verbs.add_queue(dba, "idle")
    verbs.submit(dba, 600)
    # All jobs are in one queue by the statistics: an index without the queue seems as good.
    dba.execute("analyze procrastinate.procrastinate_jobs, bankagent.banking_requests")
    read = (
        "select coalesce(sum(idx_tup_fetch + seq_tup_read), 0) from pg_stat_xact_all_tables "
        "where relname = 'procrastinate_jobs'"
    )
    with dba.transaction():
        before = rows.one(dba, read)
        assert verbs.claim(dba, worker_id, queues=["idle"]) == []
        assert rows.one(dba, read) == before
