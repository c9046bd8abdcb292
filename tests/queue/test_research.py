"""Research questions in a real worker: searched, quoted, checked, and decided by policy."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import documents, rows, verbs
from tests.support.databases import Database
from tests.support.processes import fresh_process
from tests.support.workers import Crew, crew, wait_for

REPORT = (
    "Revenue of Alder Metals was USD 412.6 million in 2025, after USD 380.1 million in 2024.\n\n",
    "The board proposes a dividend of USD 0.45 per share for 2025.\n\n",
    "Alder Metals employed 2,310 people at the end of 2025.\n",
)
ASKED = "What dividend does the board propose for 2025?"


@pytest.fixture(scope="module")
def workers(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as found:
        found.hire(start=fresh_process)
        yield found


def ask(workers: Crew, question: str = ASKED, **fields: Any) -> Any:
    """Ask a question about a client, and return the request once it has left `received`."""
    client = fields.pop("client_id", documents.CLIENT)
    payload = {"question": question} | fields
    one = verbs.item(client_id=client, request_type="research_question", payload=payload)
    (answer,) = verbs.put(workers.conn, one)
    query = "select * from bankagent.banking_requests where id = %s and status <> 'received'"
    found = wait_for("it is decided", lambda: workers.rows(query, answer.request_id))
    return found[0]


def rules(workers: Crew, request_id: int) -> list[str]:
    query = "select fired from bankagent.evaluations where request_id = %s order by id desc limit 1"
    return [one["rule_id"] for one in workers.one(query, request_id)]


def test_an_answer_quotes_the_stored_text_exactly(workers: Crew) -> None:
    document = documents.add(workers.conn, *REPORT, name="report")
    request = ask(workers)
    assert (request.status, rules(workers, request.id)) == ("processed", ["RQ-000"])
    (quote, *_) = request.result["answer"]["quotes"]
    assert (quote["document_id"], quote["verdict"]) == (document, "exact")
    text = "".join(REPORT)[quote["start"] : quote["end"]]
    assert text == "The board proposes a dividend of USD 0.45 per share for 2025."
    kinds = workers.rows(
        "select kind, name from ops.agent_trace where request_id = %s order by number", request.id
    )
    assert [tuple(one) for one in kinds] == [
        ("model", "model"), ("tool", "search_documents"), ("model", "model"), ("answer", "answer"),
    ]  # fmt: skip
