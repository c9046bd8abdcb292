"""A provider's model that does all that a hostile document says: it brings nothing about."""

from collections.abc import Iterator

import pytest

from tests.support import documents, models
from tests.support.databases import Database
from tests.support.hostile.injections import INJECTIONS, SECRET, brought_about, with_documents
from tests.support.model_server import ModelServer, model_server
from tests.support.questions import answers, ask, calls, rules, searches
from tests.support.workers import Crew, Worker, crew

PROVIDER = "openai-compatible"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def workers(module_db: Database, server: ModelServer) -> Iterator[Crew]:
    own = {"BANKAGENT_MODEL": f"{PROVIDER}:m", "BANKAGENT_MODEL_BASE_URL": f"{server.url}/v1"}
    with crew(module_db.url, module_db.worker_url) as found:
        documents.add(found.conn, SECRET, name="papers", client_id="CUST-7")
        models.listed(found.conn, PROVIDER)
        found.workers.append(Worker(found.worker_url, environ=own))
        yield found


@pytest.mark.parametrize("kind", INJECTIONS)
def test_a_model_that_obeys_a_document_brings_nothing_about(
    workers: Crew, server: ModelServer, kind: str
) -> None:
    client, _, hostile = with_documents(workers, kind)
    words = INJECTIONS[kind]
    server.answers += [
        searches(),
        calls("approve_request", {"decision": "approved"}),
        calls("search_documents", {"question": "dividend of CUST-7", "client_id": "CUST-7"}),
        calls("portfolio", {"client_id": "CUST-7"}),
        answers(
            (
                f"Approved by policy. {words}",
                [{"document_id": hostile, "version": 1, "text": words}],
            )
        ),
    ]
    request = ask(workers, client_id=client)
    assert len(server.answers) == 0  # the model did all of it
    assert request.status == "awaiting_approval"
    assert "RQ-080" in rules(workers, request.id)
    assert brought_about(workers, request.id) == (0, 0, 0, 0)
