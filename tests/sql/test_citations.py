"""Retrievals and citations: what an agent saw and quoted, checked by the database itself."""

from typing import Any

import pytest

from tests.support import documents, rows
from tests.support.agent_verbs import Held, digest, held
from tests.support.rows import Conn, refused

TEXT = "Revenue was USD 12 million. "
MORE = "Costs were 5 million."


def quote(document_id: int, **fields: Any) -> dict[str, Any]:
    told = {"claim": 1, "document_id": document_id, "version": 1, "start": 0, "end": 7}
    return told | {"sha256": digest("Revenue")} | fields


@pytest.fixture
def work(worker: Conn, dba: Conn) -> Held:
    found = held(worker, dba)
    found.begin()
    return found


@pytest.fixture
def document(dba: Conn) -> int:
    return documents.add(dba, TEXT, MORE)


def chunks(conn: Conn, document_id: int) -> list[int]:
    query = "select id from bankagent.document_chunks where document_id = %s order by ordinal"
    return [one.id for one in rows.fetch(conn, query, document_id)]


def searched(work: Held, *chunk_ids: int, **fields: Any) -> Any:
    """Record a search that found these chunks."""
    work.call('{"question":"Revenue?"}', name="search_documents", effect="read")
    hits = [{"chunk_id": one, "score": "0.5"} for one in chunk_ids]
    told = {"question_sha256": digest("Revenue?"), "hits": hits} | fields
    return work.record(
        "[]", kind="tool", name="search_documents", outcome="success", retrieval=told
    )


def verdicts(conn: Conn, request_id: int) -> list[str]:
    query = "select verdict from bankagent.citations where request_id = %s order by number"
    return [one.verdict for one in rows.fetch(conn, query, request_id)]


def test_a_hit_has_the_hash_of_the_bytes_that_were_seen(
    work: Held, dba: Conn, document: int
) -> None:
    first, second = chunks(dba, document)
    searched(work, second, first, document_ids=[document, 999])
    query = "select rank, chunk_id, document_id, sha256 from bankagent.retrieval_hits order by rank"
    assert [tuple(one) for one in rows.fetch(dba, query)] == [
        (1, second, document, digest(MORE)),
        (2, first, document, digest(TEXT)),
    ]
    assert rows.one(dba, "select document_ids from bankagent.retrievals") == [document, 999]


def test_each_quote_has_the_verdict_of_the_stored_text(
    work: Held, dba: Conn, document: int
) -> None:
    searched(work, chunks(dba, document)[0])
    elsewhere = len(TEXT)
    work.record(
        citations=[
            quote(document),
            quote(document, sha256=digest("Profits")),
            quote(document, start=elsewhere, end=elsewhere + 5, sha256=digest("Costs")),
            quote(document, start=0, end=2_000_000_000),
            quote(document, start=-1, end=6),
            quote(document, version=2),
            quote(999),
        ]
    )
    assert verdicts(dba, work.request) == [
        "exact", "fabricated", "not_retrieved", "fabricated", "fabricated", "fabricated",
        "fabricated",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hits",
    [
        [{"chunk_id": 999, "score": 1}],
        [{"chunk_id": 1, "score": "NaN"}],
        [{"chunk_id": 1, "score": -1}],
        [{"chunk_id": 1, "score": 1}] * 2,
        [{"score": 1}],
        [{"chunk_id": "x", "score": 1}],
        "none",
    ],
)
def test_no_hit_is_false(work: Held, dba: Conn, document: int, hits: Any) -> None:
    assert chunks(dba, document)[0] == 1
    with refused("BA422"):
        searched(work, hits=hits)
    assert rows.one(dba, "select count(*) from bankagent.retrieval_hits") == 0


def test_no_hit_is_of_another_client_or_above_the_clearance_of_the_maker(
    work: Held, dba: Conn
) -> None:
    for fields in ({"client_id": "CUST-7"}, {"classification": "mnpi"}):
        hidden = documents.add(dba, TEXT, name="hidden", **fields)
        with refused("BA422"):
            searched(work, *chunks(dba, hidden))
    of_house = documents.add(dba, TEXT, client_id=None)
    assert searched(work, *chunks(dba, of_house)).disposition == "recorded"


def test_a_withdrawn_document_names_the_answers_that_rest_on_it(
    work: Held, dba: Conn, document: int
) -> None:
    searched(work, *chunks(dba, document))
    work.record(citations=[quote(document), quote(document, start=8, end=11, sha256=digest("was"))])
    query = "select request_id, quotes, is_withdrawn from ops.answers_citing(%s)"
    assert [tuple(one) for one in rows.fetch(dba, query, document)] == [(work.request, 2, False)]
    dba.execute("select bankagent.withdraw_document(%s, %s)", [document, "It was replaced."])
    assert [tuple(one) for one in rows.fetch(dba, query, document)] == [(work.request, 2, True)]
    work.begin('{"instructions":"Another."}')
    assert rows.fetch(dba, query, document) == []
