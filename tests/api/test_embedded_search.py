"""Search by embeddings over HTTP: other words for one thing, under the filter of every search."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bankagent.domain.caller import READ
from bankagent.errors import BadSettings
from bankagent.service.documents import search
from bankagent.service.documents.embeddings import from_settings
from bankagent.settings import Settings
from tests.support import documents, rows
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.documents import CLIENT
from tests.support.embeddings import MODEL, embed_all
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn

QUESTION = "How much turnover?"
REVENUE = "Revenue rose in 2024.\n\n"
STAFF = "The staff of the factory.\n\n"
CLEAR = "select bankagent.set_clearance('reviewer', %s, 'mnpi', 'deal team', %s)"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


@pytest.fixture
async def embedded(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of an API that has the small model."""
    async with calling(Settings(api_database_url=db.api_url, embeddings=MODEL)) as client:
        yield client


async def found(
    api: httpx.AsyncClient, q: str = QUESTION, headers: Any = None, **query: Any
) -> Any:
    asked = {"client_id": CLIENT, "q": q} | query
    answer = await api.get("/documents/search", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def texts(api: httpx.AsyncClient, q: str = QUESTION, headers: Any = None) -> list[str]:
    return [one["text"] for one in (await found(api, q, headers))["passages"]]


async def test_a_question_in_other_words_finds_its_passage_with_embeddings_alone(
    api: httpx.AsyncClient, embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    documents.add(dba, STAFF, REVENUE, actor="anonymous")
    assert await texts(embedded) == []
    assert embed_all(db) == 2
    assert await texts(api) == []
    passages = (await found(embedded))["passages"]
    assert [one["text"] for one in passages] == [REVENUE, STAFF]
    assert [one["rank"] for one in passages] == [0.5, 0]


async def test_the_rank_is_the_mean_of_words_and_embeddings(
    embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    documents.add(dba, "Sales of 2023.\n", "The revenue and turnover.\n", STAFF, actor="anonymous")
    embed_all(db)
    passages = (await found(embedded, "turnover"))["passages"]
    assert passages[0]["text"] == "The revenue and turnover.\n"
    assert 0.5 < passages[0]["rank"] <= 1
    assert [one["text"] for one in passages[1:]] == ["Sales of 2023.\n", STAFF]
    assert (await found(embedded, "turnover"))["passages"] == passages


async def test_without_a_vector_the_ranking_is_that_of_words_byte_for_byte(
    api: httpx.AsyncClient, embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    documents.add(dba, "Revenue and sales.\n", REVENUE, STAFF, actor="anonymous")
    by_words = await found(api, "revenue of the staff in 2024")
    assert len(by_words["passages"]) == 3
    assert await found(embedded, "revenue of the staff in 2024") == by_words
    embed_all(db)
    assert await found(api, "revenue of the staff in 2024") == by_words
    dba.execute("delete from bankagent.chunk_embeddings")
    assert await found(embedded, "revenue of the staff in 2024") == by_words


async def test_above_so_many_chunks_a_search_goes_by_words_alone(
    api: httpx.AsyncClient,
    embedded: httpx.AsyncClient,
    db: Database,
    dba: Conn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents.add(dba, "Revenue and sales.\n", REVENUE, actor="anonymous")
    embed_all(db)
    monkeypatch.setattr(search, "MOST_EMBEDDED", 2)
    assert [one["rank"] for one in (await found(embedded, "turnover"))["passages"]] == [0.5, 0]
    monkeypatch.setattr(search, "MOST_EMBEDDED", 1)
    assert (await found(embedded, "turnover"))["passages"] == []
    assert await found(embedded, "revenue") == await found(api, "revenue")


async def test_embeddings_keep_to_one_client_and_the_house(
    embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    documents.add(dba, "Sales of another client.\n", client_id="CUST-9", actor="anonymous")
    documents.add(dba, "Income of the house.\n", client_id=None, actor="anonymous")
    mine = documents.add(dba, REVENUE, actor="anonymous")
    other = documents.add(dba, STAFF, name="other", actor="anonymous")
    assert embed_all(db) == 4
    assert set(await texts(embedded)) == {"Income of the house.\n", REVENUE, STAFF}
    named = await found(embedded, document_ids=str(other))
    assert [one["text"] for one in named["passages"]] == [STAFF]
    named = await found(embedded, document_ids=f"{mine},999")
    assert [one["text"] for one in named["passages"]] == [REVENUE]
    assert named["unknown_documents"] == [999]


async def test_embeddings_stay_below_the_readers_clearance(
    embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    anna = keyed_reviewer(db.url, "anna").headers
    number = documents.add(dba, REVENUE)
    documents.add(dba, STAFF, name="public", classification="public")
    embed_all(db)
    assert await texts(embedded, headers=anna) == [REVENUE, STAFF]
    # The older version was confidential: the newer one hides it.
    documents.add(dba, "Income of the year.", classification="mnpi")
    embed_all(db)
    assert await texts(embedded, headers=anna) == [STAFF]
    asked = await found(embedded, headers=anna, document_ids=str(number))
    assert (asked["passages"], asked["unknown_documents"]) == ([], [number])
    rows.fetch(dba, CLEAR, "anna", CLIENT)
    assert await texts(embedded, headers=anna) == ["Income of the year.", STAFF]


async def test_a_caller_finds_by_embeddings_what_it_stored_and_the_house(
    embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    feed = keyed_caller(db.url, "feed", READ).headers
    documents.add(dba, REVENUE)
    documents.add(dba, STAFF, name="staff", actor="feed")
    embed_all(db)
    assert await texts(embedded, headers=feed) == [STAFF]


async def test_a_withdrawn_and_an_old_version_are_found_by_no_embedding(
    embedded: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    number = documents.add(dba, REVENUE, name="a", actor="anonymous")
    documents.add(dba, "Sales of old.\n", name="b", actor="anonymous")
    documents.add(dba, STAFF, name="b", actor="anonymous")
    assert embed_all(db) == 3
    assert await texts(embedded) == [REVENUE, STAFF]
    dba.execute("select bankagent.withdraw_document(%s, 'wrong')", [number])
    assert await texts(embedded) == [STAFF]


@pytest.mark.parametrize("q", ["%00", "a%00b", "%20", "q" * 1001])
async def test_a_question_that_words_refuse_embeddings_refuse_too(
    embedded: httpx.AsyncClient, q: str
) -> None:
    answer = await embedded.get(f"/documents/search?client_id={CLIENT}&q={q}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]


async def test_a_folder_without_a_model_is_one_sentence(db: Database, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_bytes((MODEL / "tokenizer.json").read_bytes())
    for model, why in ((None, "must be a folder with model.onnx"), (b"no model", "cannot be run")):
        if model is not None:
            (tmp_path / "model.onnx").write_bytes(model)
        settings = Settings(api_database_url=db.api_url, embeddings=tmp_path)
        with pytest.raises(BadSettings, match=f"^BANKAGENT_EMBEDDINGS .*{why}") as refused:
            from_settings(lambda settings=settings: settings)
        assert refused.value.detail.count(". ") == 0


def test_a_missing_extra_is_one_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bankagent.retrieval.embedder", raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(BadSettings, match=r"more packages: pip install 'bankagent\[local\]'\.$"):
        from_settings(lambda: Settings(embeddings=MODEL / "missing"))
