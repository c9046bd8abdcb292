"""A claim that is committed after its worker gave up on it: its jobs go back by themselves."""

import signal
import time

from tests.support import rows
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for


def claim_late(crew: Crew) -> list[int]:
    """Claim in the name of the worker that runs, as its own claim does that comes late."""
    (me,) = crew.rows("select worker_id from ops.workers")
    return [job for (job,) in crew.rows("select job_id from bankagent.claim_jobs(%s)", *me)]


def test_the_jobs_of_a_late_claim_are_processed(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    worker.send(signal.SIGSTOP)
    ids = crew.submit(*[PAYLOAD] * 100)
    assert len(claim_late(crew)) == 100
    worker.send(signal.SIGCONT)
    crew.wait_processed(ids)
    assert {tuple(crew.actions(request)) for request in ids} == {("received", "processed")}
    assert "handed back jobs of a late claim" in worker.said()


def test_a_job_that_the_database_will_not_give_back_keeps_no_other(crew: Crew) -> None:
    worker = crew.hire()
    crew.wait_processed(crew.submit(PAYLOAD))
    worker.send(signal.SIGSTOP)
    kept, *ids = crew.submit(*[PAYLOAD] * 3)
    claim_late(crew)
    job = rows.job(crew.conn, kept).id
    crew.conn.execute(
        "create function public.refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'no'; end $$; "
        "create trigger refuse before update on procrastinate.procrastinate_jobs for each row "
        f"when (old.id = {job}) execute function public.refuse()"
    )
    worker.send(signal.SIGCONT)
    crew.wait_processed(ids)
    assert "a stray job was not handed back" in worker.said()
    crew.conn.execute("drop trigger refuse on procrastinate.procrastinate_jobs")
    crew.wait_processed([kept])


def test_what_a_worker_has_in_hand_stays_there(crew: Crew) -> None:
    worker = crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 7}})
    crew.wait_started(request)
    crew.wait_processed([request])
    assert crew.actions(request) == ["received", "processed"]
    assert rows.job(crew.conn, request).attempts == 1
    assert "handed back" not in worker.said()


def test_a_pruned_worker_claims_nothing_until_it_beats_and_lives_on(crew: Crew) -> None:
    worker = crew.hire()
    crew.conn.execute("update bankagent.request_types set policy_key = 'none'")
    until = time.monotonic() + 4
    while time.monotonic() < until:
        crew.conn.execute("delete from procrastinate.procrastinate_workers")
        crew.submit(PAYLOAD)
        time.sleep(0.05)
    wait_for("it beats again", lambda: crew.rows("select from ops.workers where alive"))
    assert worker.alive
    open_jobs = "select from procrastinate.procrastinate_jobs where status in ('todo', 'doing')"
    wait_for("nothing is left", lambda: not crew.rows(open_jobs))
    assert "The database cannot hold" not in worker.said()
