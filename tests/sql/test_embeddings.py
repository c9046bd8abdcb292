"""keep_embeddings, and the embeddings of texts that are taken away."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import documents, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

KEEP = "select bankagent.keep_embeddings(%s, %s, %s)"
MODEL = "ab" * 32
COUNT = "select count(*) from bankagent.chunk_embeddings"
WAITS = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
WRONG: list[tuple[Any, Any, Any, str]] = [
    (None, [1], [b"\0\0"], "model_sha256"),
    ("AB" * 32, [1], [b"\0\0"], "model_sha256"),
    (MODEL, None, [b"\0\0"], "vectors"),
    (MODEL, [1], None, "vectors"),
    (MODEL, [], [], "vectors"),
    (MODEL, [1, 2], [b"\0\0"], "vectors"),
    (MODEL, [1, None], [b"\0\0", b"\0\0"], "vectors"),
    (MODEL, [1, 2], [b"\0\0", None], "vectors"),
    (MODEL, [1, 2], [b"\0\0", b"\0\0\0\0"], "vectors"),
    (MODEL, [1], [b""], "vectors"),
    (MODEL, [1], [b"\0\0\0"], "vectors"),
    (MODEL, [1], [b"\0" * 8194], "vectors"),
    (MODEL, [*range(1001)], [b"\0\0"] * 1001, "vectors"),
    (MODEL, [[1], [2]], [[b"\0\0"], [b"\0\0"]], "vectors"),
]


@pytest.mark.parametrize(("model", "chunks", "vectors", "column"), WRONG)
def test_what_is_wrong_is_named(
    module_db: Database, model: Any, chunks: Any, vectors: Any, column: str
) -> None:
    with connect(module_db.worker_url) as worker, refused("BA422", column):
        rows.fetch(worker, "select bankagent.keep_embeddings(%s, %s::bigint[], %s::bytea[])",
                   model, chunks, vectors)  # fmt: skip


def test_a_chunk_has_one_embedding_of_a_model_and_all_have_one_length(
    db: Database, dba: Conn
) -> None:
    documents.add(dba, "a", "b")
    one, two = (row.id for row in rows.fetch(dba, "select id from bankagent.document_chunks"))
    with connect(db.worker_url) as worker:
        assert rows.one(worker, KEEP, MODEL, [one, 999], [b"\0\0", b"\0\1"]) == 1
        assert rows.one(worker, KEEP, MODEL, [one, two], [b"\0\2", b"\0\1"]) == 1
        assert rows.one(worker, KEEP, "cd" * 32, [one], [b"\0\0\0\0"]) == 1
        with refused("BA422", "one length"):
            rows.fetch(worker, KEEP, MODEL, [one], [b"\0\0\0\0"])
    kept = rows.fetch(dba, "select vector from bankagent.chunk_embeddings order by chunk_id")
    assert [row.vector for row in kept] == [b"\0\0", b"\0\0\0\0", b"\0\1"]


def test_embeddings_never_change_and_a_dba_may_delete_them(db: Database, dba: Conn) -> None:
    documents.add(dba, "a")
    with connect(db.worker_url) as worker:
        rows.fetch(worker, KEEP, MODEL, [1], [b"\0\0"])
        with refused("42501"):
            worker.execute("delete from bankagent.chunk_embeddings")
    with refused("BA403", "append-only"):
        dba.execute("update bankagent.chunk_embeddings set vector = vector")
    dba.execute("delete from bankagent.chunk_embeddings")


def test_a_redaction_takes_the_embeddings_away_and_none_comes_back(db: Database, dba: Conn) -> None:
    number = documents.add(dba, "a", "b")
    documents.add(dba, "c", name="other")
    with (
        connect(db.worker_url) as worker,
        people.logins(dba, db.url, "ina", "otto") as (ina, otto),
        ThreadPoolExecutor(1) as beside,
        connect(db.url) as watch,
    ):
        assert rows.one(worker, KEEP, MODEL, [1, 3], [b"\0\0"] * 2) == 2
        (ask,) = rows.fetch(
            ina, "select * from bankagent.ask_redaction('document', %s, 'Erasure.')", number
        )
        with otto.transaction():
            rows.fetch(otto, "select * from bankagent.confirm_redaction(%s)", ask.ask_id)
            late = beside.submit(rows.one, worker, KEEP, MODEL, [1, 2], [b"\0\0"] * 2)
            wait_for("the worker waits", lambda: rows.fetch(watch, WAITS, db.name))
        assert late.result(20) == 0
    left = rows.fetch(dba, "select chunk_id from bankagent.chunk_embeddings")
    assert [row.chunk_id for row in left] == [3]
