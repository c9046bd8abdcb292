"""The answer of an agent beside its request: what people decide on, and how it came about."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support import approvals, documents, people, rows, verbs
from tests.support.agent_verbs import Held, digest, held
from tests.support.agent_work import QUESTION
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.people import keyed_caller
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("an answer of a test, which no facts make")

SAID = "Revenue of Birch Lines was USD {} million in 2025."
PAYLOAD = {"question": "What was the revenue of Birch Lines in 2025?"}
CHUNK = "select id from bankagent.document_chunks where document_id = %s"


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def passage(dba: Conn, figure: str, **fields: Any) -> dict[str, Any]:
    """Store a document of one passage, and return it as search_documents does."""
    text = SAID.format(figure)
    document = documents.add(dba, text, name=f"report {figure}", **fields)
    return {
        "chunk_id": rows.one(dba, CHUNK, document),
        "document_id": document,
        "version": 1,
        "name": f"report {figure}",
        "start": 0,
        "end": len(text),
        "text": text,
        "sha256": digest(text),
        "rank": 0.5,
        "trust": "house",
        "classification": fields.get("classification", "internal"),
    }


def answered(dba: Conn, *read: dict[str, Any], **call: Any) -> Held:
    """Store the work of an agent that read these passages and quotes the first of them."""
    work = held(dba, dba, request_type="research_question", payload=PAYLOAD, actor="desk-7")
    work.begin()
    work.model('{"call":"search_documents"}', **call)
    work.call(QUESTION, name="search_documents", effect="read")
    hits = [{"chunk_id": one["chunk_id"], "score": "0.5"} for one in read]
    work.record(
        json.dumps({"passages": read, "unknown_documents": []}),
        kind="tool",
        name="search_documents",
        outcome="success",
        retrieval={"question_sha256": digest("revenue"), "hits": hits},
    )
    quote = {name: read[0][name] for name in ("document_id", "version", "start", "end", "sha256")}
    claims = [{"text": read[0]["text"], "quotes": [quote | {"text": read[0]["text"]}]}]
    answer = json.dumps({"claims": claims, "missing": []})
    work.record(answer, citations=[quote | {"claim": 1}])
    return work


async def test_a_reviewer_sees_the_quotes_and_both_passages_that_disagree(
    annas: Browser, dba: Conn
) -> None:
    work = answered(dba, passage(dba, "12.4"), passage(dba, "13.1"))
    work.settle(**people.asks_for_people())
    page = (await annas.get(f"/requests/{work.request}")).text
    assert "quotes alone, no model wrote it" in page
    for figure in ("12.4", "13.1"):
        assert page.count(f"report {figure}") >= 2
    assert "Passages that disagree" in page
    assert '<span class="tag good">exact</span>' in page
    assert "Steps of run 1 (3)" in page


async def test_the_answer_of_a_model_is_marked_as_a_suggestion(annas: Browser, dba: Conn) -> None:
    work = answered(dba, passage(dba, "12.4"), provider="openai", model="gpt-5-mini")
    work.settle(**people.asks_for_people())
    page = (await annas.get(f"/requests/{work.request}")).text
    assert "a suggestion by openai gpt-5-mini" in page


async def test_a_reviewer_sees_the_whole_call_that_the_agent_asks_for(
    annas: Browser, dba: Conn
) -> None:
    work = held(dba, dba, request_type="research_question", payload=PAYLOAD, actor="desk-7")
    work.begin()
    arguments = {"request_type": "trade_review", "payload": {"symbol": "<b>" + "A" * 300}}
    sha256 = digest(json.dumps(arguments))
    named = {"tool_call_id": "c1", "name": "submit_request", "arguments_sha256": sha256}
    work.record(
        json.dumps(named | {"arguments": arguments}),
        kind="approval",
        name="submit_request",
        input_sha256=sha256,
    )
    ending = people.asks_for_people()
    known = {"answers": [{"request_id": work.request, "calls": [named | {"run": 1}]}]}
    work.settle(**ending | {"evaluation": ending["evaluation"] | {"known": known}})
    path = f"/requests/{work.request}"
    page = (await annas.get(path)).text
    assert "The agent asks to call submit request" in page
    assert f"payload symbol: &lt;b&gt;{'A' * 300}" in page
    assert "You vote on the calls that the agent asks for." in page
    approvals.vote(dba, work.request, "anna")
    after = (await annas.get(path)).text
    assert "The agent asked to call submit request" in after
    assert '<span class="tag good">approved</span>' in after
    assert "approved tool calls of its agent" in after
    assert "anna approved the tool calls that its agent asked for" in after


async def test_a_reviewer_without_clearance_sees_no_word_of_it(
    annas: Browser, dba: Conn, db: Database
) -> None:
    keyed_caller(db.url, "desk-7", "requests:read")
    dba.execute("select bankagent.set_clearance('caller', 'desk-7', 'mnpi', 'The deal team.')")
    work = answered(dba, passage(dba, "12.4", classification="mnpi"))
    work.settle(**people.asks_for_people())
    page = (await annas.get(f"/requests/{work.request}")).text
    assert "above your clearance" in page
    assert "12.4" not in page


async def test_a_caller_sees_the_answer_once_it_is_approved_and_that_is_its_first_use(
    stranger: Browser, dba: Conn, db: Database
) -> None:
    work = answered(dba, passage(dba, "12.4"))
    await stranger.log_in(keyed_caller(db.url, "desk-7", "requests:read"))
    before = (await stranger.get(f"/requests/{work.request}")).text
    assert "People decide first" in before
    assert "12.4" not in before
    work.settle(**verbs.approved())
    after = (await stranger.get(f"/requests/{work.request}")).text
    assert SAID.format("12.4") in after
    assert "What was read" not in after
    uses = "select request_id, reader from bankagent.request_readings"
    assert rows.fetch(dba, uses) == [(work.request, "desk-7")]


async def test_a_request_that_no_agent_works_on_has_no_answer(annas: Browser, dba: Conn) -> None:
    (request_id,) = people.waiting(dba)
    assert 'id="answer"' not in (await annas.get(f"/requests/{request_id}")).text
