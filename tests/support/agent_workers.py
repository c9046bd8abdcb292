"""Workers of agents in tests: hired, stopped at a point, killed, rescued from; and their traces."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import approvals, people, verbs, workers
from tests.support.databases import Database
from tests.support.workers import Crew, Worker, wait_for

NAME = "agent_test"
KINDS = ["model", "tool", "model", "tool", "model", "tool", "model", "answer"]
LEDGER = "select amount::text as amount from public.ledger where request_id = %s"
TRACE = "select * from ops.agent_trace where request_id = %s order by run, number"

DOING = """
select count(*) from procrastinate.procrastinate_jobs where status = 'doing' and queue_name = %s
"""
STALE = """
update procrastinate.procrastinate_workers set last_heartbeat = '2020-01-01' returning id
"""


@contextmanager
def agent_crew(db: Database) -> Iterator[Crew]:
    """Give a crew, the queue of the agents' type, and the table that they book in."""
    with workers.crew(db.url, db.worker_url) as found:
        verbs.add_queue(found.conn, NAME)
        found.conn.execute("create table public.ledger (request_id bigint, amount numeric)")
        found.conn.execute("grant all on public.ledger to public")
        yield found


def hire(crew: Crew, folder: Path, **environ: str) -> Worker:
    one = Worker(
        crew.worker_url,
        app="tests.support.agent_app.app",
        environ={"TEST_FOLDER": str(folder)} | environ,
    )
    crew.workers.append(one)
    return one


def submit(crew: Crew, *clients: str, request_type: str = NAME) -> list[int]:
    items = [verbs.item(client_id=client, request_type=request_type) for client in clients]
    return [answer.request_id for answer in verbs.put(crew.conn, *items)]


def wait_stopped(folder: Path, count: int) -> None:
    wait_for("they stop", lambda: len([*folder.glob("stopped-*")]) == count, within_s=40)


def wait_rescued(crew: Crew, queue: str = NAME) -> None:
    """Take back the jobs of dead workers at once, as an operator may, until none is in hand."""

    def rescued() -> bool:
        crew.rows("select * from bankagent.rescue_jobs('0 s', '0 s', '0 s')")
        return not crew.one(DOING, queue)

    wait_for("the jobs are taken back", rescued)


def kill(crew: Crew, worker: Worker, queue: str = NAME) -> None:
    worker.send(signal.SIGKILL)
    wait_for("its end", lambda: not worker.alive)
    wait_rescued(crew, queue)


def kinds(crew: Crew, request_id: int) -> list[str]:
    return [step.kind for step in crew.rows(TRACE, request_id)]


def wait_status(crew: Crew, status: str, *request_ids: int) -> None:
    query = """
    select count(*) from bankagent.banking_requests where id = any(%s) and status = %s
    """
    ids = [*request_ids]
    wait_for(status, lambda: crew.one(query, ids, status) == len(ids), within_s=40)


def approve(crew: Crew, *request_ids: int) -> None:
    """Let a reviewer approve the calls that these requests wait for."""
    people.add_reviewers(crew.conn, "anna")
    for one in request_ids:
        assert approvals.vote(crew.conn, one, "anna").status == "received"
