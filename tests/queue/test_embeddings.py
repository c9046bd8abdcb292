"""Embeddings by a real worker: it makes those of new documents, and its agent searches by them."""

from collections.abc import Iterator

import pytest

from tests.support import documents
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.embeddings import MODEL
from tests.support.processes import fresh_process
from tests.support.questions import ask
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, crew, wait_for

EMBEDDED = (
    "select c.document_id, c.version, count(*) as chunks from bankagent.chunk_embeddings as e "
    "inner join bankagent.document_chunks as c on c.id = e.chunk_id group by 1, 2 order by 1, 2"
)


@pytest.fixture(scope="module")
def workers(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as found:
        found.workers.append(
            Worker(
                module_db.worker_url,
                start=fresh_process,
                environ={"BANKAGENT_EMBEDDINGS": str(MODEL)},
            )
        )
        yield found


def test_a_worker_embeds_new_documents_by_itself(workers: Crew, module_db: Database) -> None:
    with connect(module_db.url) as dba:
        gone = documents.add(dba, "Sales.", name="gone")
        dba.execute("select bankagent.withdraw_document(%s, 'wrong')", [gone])
        old = documents.add(dba, "Old sales.", name="old")
        documents.add(dba, "New sales.", "Staff.", name="old")
        many = documents.add(dba, *(f"Risk {one}." for one in range(40)), name="many")
    wait_for("all are embedded", lambda: len(workers.rows(EMBEDDED)) >= 2, within_s=40)
    wait_for("the last one, too", lambda: workers.rows(EMBEDDED)[-1].chunks == 40)
    found = {(one.document_id, one.version): one.chunks for one in workers.rows(EMBEDDED)}
    assert found == {(old, 2): 2, (many, 1): 40}


def test_a_question_in_other_words_is_answered_and_the_trace_names_the_model(
    workers: Crew, module_db: Database
) -> None:
    client = {"client_id": "CUST-77"}
    number = documents.add(
        workers.conn, "The headcount increased in the mill.", name="people", **client
    )
    query = f"select from ({EMBEDDED}) as e where e.document_id = %s"
    wait_for("it is embedded", lambda: workers.rows(query, number), within_s=40)
    request = ask(workers, "How many staff?", **client)
    (found,) = workers.rows(
        "select r.embedding_sha256, h.document_id from bankagent.retrievals as r "
        "inner join bankagent.retrieval_hits as h on h.step_id = r.step_id "
        "where r.request_id = %s", request.id,
    )  # fmt: skip
    (model,) = workers.rows("select distinct model_sha256 from bankagent.chunk_embeddings")
    assert (found.embedding_sha256, found.document_id) == (model.model_sha256, number)
    shown = in_process("trace", str(request.id), DATABASE_URL=module_db.url).stdout
    assert "found     1 passage for postgres by text and embeddings" in shown
    done = in_process("trace", "verify", str(request.id), DATABASE_URL=module_db.url)
    assert "Nothing is wrong." in done.stdout


def test_a_worker_that_embeds_drains_at_once(db: Database) -> None:
    with crew(db.url, db.worker_url) as found:
        many = (f"Risk {one}.\n" for one in range(3000))
        number = documents.add(found.conn, *many, name="long", client_id="CUST-78")
        worker = Worker(
            db.worker_url,
            start=fresh_process,
            environ={"BANKAGENT_EMBEDDINGS": str(MODEL)},
        )
        found.workers.append(worker)
        query = f"select from ({EMBEDDED}) as e where e.document_id = %s"
        wait_for("it has begun", lambda: found.rows(query, number), within_s=40)
        assert worker.drain() == 0
        assert "Traceback" not in worker.said()


def test_a_worker_with_a_broken_folder_ends_with_one_sentence(module_db: Database) -> None:
    worker = Worker(
        module_db.worker_url,
        app="bankagent.worker.app",
        start=fresh_process,
        environ={"BANKAGENT_EMBEDDINGS": "/nowhere"},
    )
    try:
        assert worker.process.wait(60) == 2
        assert "BANKAGENT_EMBEDDINGS must be a folder with model.onnx" in worker.said()
        assert "Traceback" not in worker.said()
    finally:
        worker.end()
