"""Many clients' questions through a slow provider: slots are full, and no client starves another.

By hand, 200 questions of 20 clients at 2 s an answer with 10 slots:

    QUESTIONS=200 CLIENTS=20 ANSWER_S=2 SLOTS=10 pytest -s tests/queue/test_slow_provider.py
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from tests.support import documents, models, rows, verbs
from tests.support.databases import Database
from tests.support.model_server import Answer, ModelServer, model_server
from tests.support.questions import decided, quotes_the_line_with, searches, submit
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, crew, wait_for

QUESTIONS = int(os.environ.get("QUESTIONS", "16"))
CLIENTS = int(os.environ.get("CLIENTS", "4"))
ANSWER_S = float(os.environ.get("ANSWER_S", "1"))
SLOTS = int(os.environ.get("SLOTS", "4"))
PROVIDER = "openai-compatible"
NOW = """
select
    (
        select count(*) from procrastinate.procrastinate_jobs
        where queue_name = 'research_question' and status = 'doing'
    ) as in_hand,
    coalesce(extract(epoch from a.age), 0) as open_s,
    concat_ws(' ', a.state, a.wait_event, substring(a.query from 'bankagent\\.\\w+')) as doing
from (values (1)) as one
left join lateral (
    select clock_timestamp() - a.xact_start as age, a.state, a.wait_event, a.query
    from pg_stat_activity as a
    where a.datname = current_database() and a.pid <> pg_backend_pid()
        and a.backend_type = 'client backend' and a.xact_start is not null
    order by a.xact_start
    limit 1
) as a on true
"""
ENDS = """
select r.client_id, min(e.created_at) as first, max(e.created_at) as last
from bankagent.evaluations as e
inner join bankagent.banking_requests as r on r.id = e.request_id
where r.request_type = 'research_question'
group by r.client_id
order by min(r.id)
"""


@dataclass
class Watched:
    """Jobs in hand, and the oldest open transaction with what it does, sample by sample."""

    in_hand: list[int] = field(default_factory=list)
    open_s: list[tuple[float, str]] = field(default_factory=list)


@contextmanager
def watching(url: str) -> Iterator[Watched]:
    """Look every 20 ms, from a session of its own."""
    found, over = Watched(), threading.Event()

    def look() -> None:
        with connect(url) as conn:
            while not over.wait(0.02):
                (now,) = rows.fetch(conn, NOW)
                found.in_hand.append(now.in_hand)
                found.open_s.append((float(now.open_s), now.doing))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def slowly(path: str, body: str) -> Answer:
    """Search, and then quote what was found, each after the time of a slow provider."""
    has_searched = json.loads(body)["messages"][-1]["role"] == "tool"
    script = quotes_the_line_with("dividend") if has_searched else searches()
    return replace(script(path, body), wait_s=ANSWER_S)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        running.usual = slowly
        yield running


@pytest.fixture
def workers(db: Database, server: ModelServer) -> Iterator[Crew]:
    own = {
        "BANKAGENT_MODEL": f"{PROVIDER}:m",
        "BANKAGENT_MODEL_BASE_URL": f"{server.url}/v1",
        "BANKAGENT_AGENT_SLOTS": str(SLOTS),
    }
    with crew(db.url, db.worker_url) as found:
        models.listed(found.conn, PROVIDER)
        models.limit(found.conn, "client_in_hand", requests=max(1, SLOTS // 2))
        found.workers.append(Worker(found.worker_url, environ=own))
        yield found


@pytest.mark.timeout(max(300, int(4 * QUESTIONS * ANSWER_S)))
def test_slots_are_full_and_no_client_waits_for_anothers_backlog(
    workers: Crew, server: ModelServer, db: Database
) -> None:
    clients = [f"CLIENT-{n}" for n in range(CLIENTS)]
    for client in clients:
        line = f"The board of {client} proposes a dividend of USD 0.45 per share for 2025.\n"
        documents.add(workers.conn, line, client_id=client)
    begun = time.monotonic()
    with watching(db.url) as watched:
        # Half of all questions are the first client's, and come before those of the others.
        whose = [clients[0]] * (QUESTIONS // 2)
        whose += [clients[1 + n % (CLIENTS - 1)] for n in range(QUESTIONS - len(whose))]
        asked = [submit(workers, client_id=client) for client in whose]
        wait_for("half are answered", lambda: len(server.calls) >= QUESTIONS, within_s=120)
        server.answers.append(Answer(status=429, headers={"retry-after": "2"}))
        paused = "select provider from ops.model_pauses"
        wait_for("the provider is paused", lambda: workers.rows(paused))
        assert [one.provider for one in workers.rows(paused)] == [PROVIDER]
        (trade,) = verbs.submit(workers.conn)
        decided(workers, trade)
        for request_id in asked:
            assert decided(workers, request_id, within_s=120).status == "awaiting_approval"
    took = time.monotonic() - begun
    ideal = 2 * QUESTIONS * ANSWER_S / SLOTS
    print(f"\n{QUESTIONS} questions in {took:.1f} s; without any wait {ideal:.1f} s")
    print(f"at most {max(watched.in_hand)} in hand; longest transactions:")
    for open_s, doing in sorted(watched.open_s)[-10:]:
        print(f"{1000 * open_s:.0f} ms {doing}")
    longest, _ = max(watched.open_s)
    assert max(watched.in_hand) == SLOTS
    # A transaction that is open during a call lasts as long as the call.
    assert longest < ANSWER_S
    backlog, *others = workers.rows(ENDS)
    assert len(others) == CLIENTS - 1
    assert all(one.first < backlog.last for one in others)
