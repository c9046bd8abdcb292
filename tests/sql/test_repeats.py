"""Sets in which one thing stands twice, and jobs that were left open by such a set."""

from itertools import combinations_with_replacement
from typing import Any

import pytest

from tests.support import rows, verbs
from tests.support.rows import Conn, triggers_off

ENDS = {
    "approved": verbs.approved(),
    "people": verbs.to_people(),
    "error": {"error": "Boom"},
}
LEFT = "update procrastinate.procrastinate_jobs set {} where id = %s"


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


@pytest.fixture
def job(dba: Conn, worker_id: int) -> Any:
    """A claimed job, with a neighbour that must not notice anything."""
    verbs.submit(dba, 2)
    claimed, _ = verbs.claim(dba, worker_id)
    return claimed


# --- one item for each thing ----------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [*combinations_with_replacement(ENDS, 2)])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_items_for_one_job_the_first_settles_it_and_the_other_is_lost(
    dba: Conn, worker_id: int, job: Any, first: str, second: str, *, turned: bool
) -> None:
    first, second = (second, first) if turned else (first, second)
    fence = verbs.fence(job, worker_id)
    assert verbs.settle(dba, fence | ENDS[first], fence | ENDS[second]) == ["settled", "lost"]
    ended = {"approved": "succeeded", "people": "succeeded", "error": "todo"}[first]
    assert rows.job(dba, job.request_id).status == ended
    assert len(rows.entries(dba, job.request_id)) == 2


def test_a_stale_item_before_the_right_one_takes_nothing_from_it(
    dba: Conn, worker_id: int, job: Any
) -> None:
    right = verbs.fence(job, worker_id) | verbs.approved()
    for stale in ({"attempts": 7}, {"worker_id": 0}, {"request_id": 0}):
        answers = verbs.settle(dba, right | stale, right | {"job_id": None})
        assert answers == ["lost", "lost"]
    assert verbs.settle(dba, right | {"attempts": 7}, right, right) == ["lost", "settled", "lost"]


def test_a_job_that_is_handed_back_twice_in_a_set_goes_back_once(
    dba: Conn, worker_id: int, job: Any
) -> None:
    assert verbs.hand_back(dba, worker_id, [job, job]) == [job.job_id]
    assert rows.job(dba, job.request_id).attempts == 1


def test_a_key_that_stands_twice_in_a_set_makes_one_request(dba: Conn) -> None:
    same = verbs.item(idempotency_key="k")
    made = verbs.put(dba, same, same, same | {"client_id": "other"})
    assert [answer.outcome for answer in made] == ["created", "replayed", "conflict"]
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_jobs") == 1


def test_a_queue_that_is_named_twice_is_claimed_once(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 3)
    queues = ["trade_review", "trade_review"]
    claimed = verbs.claim(dba, worker_id, queues=queues, limit=2)
    assert len({job.job_id for job in claimed}) == len(claimed) == 2


# --- jobs that were left open ---------------------------------------------------


@pytest.mark.parametrize(
    ("left", "ended"),
    [
        ("status = 'todo', worker_id = null", "cancelled"),
        ("status = 'doing', worker_id = {worker}", "aborted"),
        ("status = 'doing', worker_id = null", "aborted"),
        ("status = 'todo', scheduled_at = now() + interval '1 day'", "cancelled"),
    ],
)
def test_a_job_whose_request_is_past_it_is_ended(
    dba: Conn, worker_id: int, left: str, ended: str
) -> None:
    (request_id,) = verbs.process(dba)
    job = rows.job(dba, request_id)
    (waiting,) = verbs.submit(dba)
    with triggers_off(dba):
        dba.execute(LEFT.format(left.format(worker=worker_id)), [job.id])
    shown = rows.fetch(dba, "select request_id, job_id, code from ops.stuck_requests")
    assert shown == [(request_id, job.id, "obsolete_job")]
    assert verbs.rescue(dba) == [(job.id, request_id, "ended")]
    after = rows.job(dba, request_id)
    assert (after.status, after.worker_id) == (ended, None)
    assert after.attempts == job.attempts + (ended == "aborted")
    assert rows.actions(dba, request_id) == ["received", "processed"]
    assert rows.fetch(dba, "table ops.stuck_requests") == []
    assert rows.job(dba, waiting).status == "todo"
    assert verbs.rescue(dba) == []


def test_an_earlier_job_of_a_request_is_ended_and_the_current_one_stays(
    dba: Conn, worker_id: int
) -> None:
    request_id = verbs.fail(dba)
    old = rows.job(dba, request_id).id
    dba.execute("select bankagent.requeue_request(%s)", [request_id])
    with triggers_off(dba):
        dba.execute(LEFT.format("status = 'todo', scheduled_at = null"), [old])
    earlier, current = verbs.claim(dba, worker_id)
    assert earlier.job_id == old
    assert verbs.settle_approved(dba, worker_id, [earlier]) == ["lost"]
    assert verbs.rescue(dba) == [(old, request_id, "ended")]
    assert verbs.settle_approved(dba, worker_id, [current]) == ["settled"]


@pytest.mark.parametrize("args", ['{"request_id": 999999}', '{"request_id": "odd"}', "{}", "[]"])
def test_a_job_without_a_request_is_ended_and_breaks_no_rescue(
    dba: Conn, worker_id: int, args: str
) -> None:
    (request_id,) = verbs.submit(dba)
    verbs.claim(dba, worker_id)
    verbs.silence(dba, worker_id)
    with triggers_off(dba):
        odd = rows.one(
            dba,
            "insert into procrastinate.procrastinate_jobs (queue_name, task_name, args, status) "
            "values ('trade_review', %s, %s, 'doing') returning id",
            verbs.TASK,
            args,
        )
    found = {(row.job_id, row.outcome) for row in verbs.rescue(dba)}
    assert found == {(rows.job(dba, request_id).id, "requeued"), (odd, "ended")}


def test_the_banks_own_jobs_are_no_leftovers(dba: Conn) -> None:
    dba.execute(
        "insert into procrastinate.procrastinate_jobs (queue_name, task_name, args) "
        "values ('q', 't', '{\"request_id\": 1}')"
    )
    assert rows.fetch(dba, "table ops.stuck_requests") == []
    assert verbs.rescue(dba) == []
