"""Research questions in a real worker: searched, quoted, checked, and decided by policy."""

from collections.abc import Iterator

import pytest

from tests.support import documents
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.processes import fresh_process
from tests.support.questions import answer, ask, rules
from tests.support.workers import Crew, crew

REPORT = (
    "Revenue of Alder Metals was USD 412.6 million in 2025, after USD 380.1 million in 2024.\n\n",
    "The board proposes a dividend of USD 0.45 per share for 2025.\n\n",
    "Alder Metals employed 2,310 people at the end of 2025.\n",
)


@pytest.fixture(scope="module")
def workers(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as found:
        found.hire(start=fresh_process)
        yield found


def test_an_answer_quotes_the_stored_text_exactly(workers: Crew) -> None:
    document = documents.add(workers.conn, *REPORT, name="report")
    request = ask(workers)
    assert (request.status, rules(workers, request.id)) == ("processed", ["RQ-000"])
    (quote, *_) = answer(workers, request.id)["quotes"]
    assert (quote["document_id"], quote["verdict"]) == (document, "exact")
    text = "".join(REPORT)[quote["start"] : quote["end"]]
    assert text == "The board proposes a dividend of USD 0.45 per share for 2025."
    steps = workers.rows(
        "select kind, name, result_sha256 from ops.agent_trace "
        "where request_id = %s order by number",
        request.id,
    )
    assert answer(workers, request.id)["sha256"] == steps[-1].result_sha256
    assert [(one.kind, one.name) for one in steps] == [
        ("model", "model"), ("tool", "search_documents"), ("model", "model"), ("answer", "answer"),
    ]  # fmt: skip


def test_the_stored_work_on_an_answer_is_verified(workers: Crew, module_db: Database) -> None:
    documents.add(workers.conn, *REPORT, name="verified", client_id="CUST-10")
    request = ask(workers, client_id="CUST-10")
    done = in_process("trace", "verify", str(request.id), DATABASE_URL=module_db.url)
    assert "Nothing is wrong." in done.stdout


def test_a_question_without_support_asks_for_more_and_says_what_is_missing(
    workers: Crew,
) -> None:
    request = ask(workers, "Which mines of Alder Metals in Chile were sold by auction?")
    assert request.status == "needs_info"
    assert rules(workers, request.id) == ["RQ-021"]


def test_a_document_that_is_not_there_is_asked_for(workers: Crew) -> None:
    request = ask(workers, document_ids=[999])
    assert (request.status, rules(workers, request.id)) == ("needs_info", ["RQ-010", "RQ-020"])
    assert answer(workers, request.id)["unknown_documents"] == [999]


def test_nothing_of_another_client_is_searched(workers: Crew) -> None:
    request = ask(workers, client_id="CUST-7")
    assert (request.status, rules(workers, request.id)) == ("needs_info", ["RQ-020"])


def test_passages_that_disagree_go_to_a_reviewer(workers: Crew) -> None:
    for name, figure in (("first", "12.4"), ("second", "13.1")):
        text = f"Revenue of Birch Lines was USD {figure} million in 2025.\n"
        documents.add(workers.conn, text, name=name, client_id="CUST-8")
    request = ask(workers, "What was the revenue of Birch Lines in 2025?", client_id="CUST-8")
    assert (request.status, rules(workers, request.id)) == ("awaiting_approval", ["RQ-042"])


def test_readers_outside_get_what_a_person_approved(workers: Crew) -> None:
    documents.add(workers.conn, *REPORT, name="public", client_id="CUST-9", classification="public")
    request = ask(workers, client_id="CUST-9", audience="client")
    assert (request.status, rules(workers, request.id)) == ("awaiting_approval", ["RQ-060"])


def test_an_invalid_question_asks_for_another_payload(workers: Crew) -> None:
    request = ask(workers, "", client_id="CUST-9")
    assert (request.status, rules(workers, request.id)) == ("needs_info", ["PAYLOAD-INVALID"])
