"""Tool calls that people approve: asked in one attempt, made in another, as they were shown."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import approvals, documents, models, people
from tests.support.databases import Database
from tests.support.model_server import ModelServer, model_server
from tests.support.questions import (
    ask,
    calls,
    decided,
    quotes_the_line_with,
    rules,
    searches,
)
from tests.support.workers import Crew, Worker, crew

PROVIDER = "openai-compatible"
CLIENT = "CUST-CALLS"
LINE = "The board proposes a dividend of USD 0.45 per share for 2025."
ASKED = {"request_type": "trade_review", "payload": {"symbol": "AAPL", "notional": 2500000}}
OTHER = {"request_type": "trade_review", "payload": {"symbol": "AAPL", "notional": 9000000}}
SUBMITTED = """
select r.id, r.client_id, r.payload, r.maker, a.actor, a.result
from bankagent.banking_requests as r
inner join bankagent.agent_audit_log as a on a.request_id = r.id and a.action = 'received'
where a.result ->> 'submitted_for' = %s::text
"""
APPROVALS = "select * from ops.call_approvals where request_id = %s order by opened_at"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def found(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as crewed:
        documents.add(crewed.conn, LINE + "\n", name="report", client_id=CLIENT)
        people.keyed(crewed.conn, "reviewer", "anna", "reviewer")
        people.keyed(crewed.conn, "reviewer", "ben", "reviewer")
        yield crewed


@pytest.fixture
def workers(found: Crew, server: ModelServer) -> Iterator[Crew]:
    """A worker that asks the server."""
    models.listed(found.conn, PROVIDER)
    hire(found, server)
    yield found
    for one in found.workers:
        one.drain()
    found.workers.clear()


def hire(found: Crew, server: ModelServer) -> None:
    own = {"BANKAGENT_MODEL": f"{PROVIDER}:m", "BANKAGENT_MODEL_BASE_URL": f"{server.url}/v1"}
    found.workers.append(Worker(found.worker_url, environ=own))


def submitted(found: Crew, request_id: int) -> list[Any]:
    return found.rows(SUBMITTED, request_id)


def test_offline_the_request_that_the_caller_asked_for_is_submitted_at_once(found: Crew) -> None:
    found.workers.append(Worker(found.worker_url))
    try:
        request = ask(found, client_id=CLIENT, submit_request=ASKED)
        assert (request.status, rules(found, request.id)) == ("processed", ["RQ-000"])
        (one,) = submitted(found, request.id)
        assert (one.client_id, one.payload, one.maker) == (CLIENT, ASKED["payload"], request.maker)
        assert one.actor == "agent:research_question"
        assert decided(found, one.id).status == "processed"
        unanswerable = ask(found, "Who sold vineyards?", client_id=CLIENT, submit_request=ASKED)
        assert unanswerable.status == "needs_info"
        assert submitted(found, unanswerable.id) == []
    finally:
        found.workers.pop().drain()


def test_other_arguments_wait_for_people_and_are_submitted_as_they_were_shown(
    workers: Crew, server: ModelServer
) -> None:
    server.answers += [searches(), calls("submit_request", OTHER)]
    request = ask(workers, client_id=CLIENT, submit_request=ASKED)
    assert (request.status, rules(workers, request.id)) == ("awaiting_approval", ["RQ-023"])
    assert submitted(workers, request.id) == []
    (asked,) = workers.rows(APPROVALS, request.id)
    assert (asked.name, asked.verdict) == ("submit_request", "waiting")

    # All processes end, and others go on.
    workers.workers.pop().drain()
    hire(workers, server)
    server.answers += [quotes_the_line_with("dividend")]
    vote = approvals.vote(workers.conn, request.id, "anna")
    assert (vote.status, vote.decision) == ("received", None)
    again = decided(workers, request.id)
    (one,) = submitted(workers, request.id)
    assert one.payload == OTHER["payload"]
    (asked,) = workers.rows(APPROVALS, request.id)
    assert (asked.verdict, asked.decided_by) == ("approved", "anna")
    # The answer is a question of its own to people.
    assert (again.status, rules(workers, request.id)) == ("awaiting_approval", ["RQ-080"])
    ended = approvals.vote(workers.conn, request.id, "ben")
    assert (ended.status, ended.decision) == ("processed", "approved")
    assert [one for one in workers.actions(request.id) if one != "voted"] == [
        "received", "awaiting_approval", "calls_approved", "awaiting_approval", "processed",
    ]  # fmt: skip


def test_a_denied_call_is_not_made_and_the_model_is_told(
    workers: Crew, server: ModelServer
) -> None:
    server.answers += [searches(), calls("submit_request", OTHER)]
    request = ask(workers, client_id=CLIENT, submit_request=ASKED)
    before = len(server.bodies)
    server.answers += [quotes_the_line_with("dividend")]
    vote = approvals.vote(workers.conn, request.id, "anna", "reject")
    assert (vote.status, vote.decision) == ("received", None)
    assert decided(workers, request.id).status == "awaiting_approval"
    assert submitted(workers, request.id) == []
    (told,) = server.bodies[before:]
    assert "People denied this call." in told
    assert people.REASON not in told


def test_a_model_that_repeats_the_call_of_the_caller_waits_for_people(
    workers: Crew, server: ModelServer
) -> None:
    server.answers += [
        searches(), calls("submit_request", ASKED), calls("submit_request", ASKED),
    ]  # fmt: skip
    request = ask(workers, client_id=CLIENT, submit_request=ASKED)
    assert (request.status, rules(workers, request.id)) == ("awaiting_approval", ["RQ-023"])
    assert len(submitted(workers, request.id)) == 1
