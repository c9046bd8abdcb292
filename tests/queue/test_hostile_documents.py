"""Hostile documents offline: no approval, effect, other client's data, or other decision."""

from collections.abc import Iterator

import pytest

from tests.support import documents
from tests.support.databases import Database
from tests.support.hostile.injections import INJECTIONS, SECRET, brought_about, with_documents
from tests.support.processes import fresh_process
from tests.support.questions import answer, ask
from tests.support.workers import Crew, crew


@pytest.fixture(scope="module")
def workers(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as found:
        documents.add(found.conn, SECRET, name="papers", client_id="CUST-7")
        found.hire(start=fresh_process)
        yield found


@pytest.mark.parametrize("kind", INJECTIONS)
def test_a_hostile_document_decides_nothing(workers: Crew, kind: str) -> None:
    client, report, _ = with_documents(workers, kind)
    request = ask(workers, client_id=client)
    assert brought_about(workers, request.id) == (0, 0, 0, 0)
    quotes = answer(workers, request.id)["quotes"]
    assert {one["verdict"] for one in quotes} <= {"exact"}
    if {one["document_id"] for one in quotes} == {report}:
        assert request.status in {"processed", "awaiting_approval"}
    else:  # words from outside go to a person, or were not found good enough
        assert request.status in {"awaiting_approval", "needs_info"}
