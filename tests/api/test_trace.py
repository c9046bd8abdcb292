"""`GET /requests/{id}/trace`: agents' work for reviewers and auditors, up to their clearance."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.domain.caller import READ, READ_ALL
from tests.support import documents, rows, verbs
from tests.support.agent_verbs import digest
from tests.support.agent_work import QUESTION, QUOTE, TEXT, answered, tamper
from tests.support.databases import Database
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def rita(db: Database) -> dict[str, str]:
    return keyed_reviewer(db.url, "rita").headers


def clear_the_maker(dba: Conn) -> None:
    """Let the maker's search find a document that has inside information."""
    grant = "insert into bankagent.document_clearances (kind, holder, classification, reason, "
    given = f"{grant}granted_by) values ('caller', %s, 'mnpi', 'A test.', 'ops')"
    tamper(dba, given, rows.one(dba, "select current_user"))


async def runs(api: httpx.AsyncClient, request_id: int, who: dict[str, str]) -> Any:
    answer = await api.get(f"/requests/{request_id}/trace", headers=who)
    assert answer.status_code == 200, answer.text
    assert answer.json()["request_id"] == request_id
    return answer.json()["runs"]


async def test_a_reviewer_reads_each_step_with_its_call_hits_quotes_and_texts(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    (run,) = await runs(api, work.request, rita)
    assert (run["run"], run["reason"], run["agent"]) == (1, "first", "trade_review")
    model, tool, answer = run["steps"]
    assert (model["model_call"]["provider"], model["model_call"]["cost"]) == ("embedded", 0.002)
    assert (tool["tool_call"]["effect"], tool["tool_call"]["outcome"]) == ("read", "success")
    assert tool["tool_call"]["arguments"] == {
        "sha256": digest(QUESTION),
        "content": {"question": "What was revenue?"},
        "left_out": None,
        "redacted_at": None,
    }
    (hit,) = tool["retrieval"]["hits"]
    assert (hit["start"], hit["end"], hit["sha256"]) == (0, len(TEXT), digest(TEXT))
    (quote,) = answer["citations"]
    assert (quote["start"], quote["end"], quote["sha256"]) == (0, len(QUOTE), digest(QUOTE))
    assert quote["verdict"] == "exact"
    assert answer["result"]["content"]["claims"][0]["text"] == QUOTE


async def test_prompts_are_added_where_they_are_asked_for(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    (run,) = await runs(api, work.request, rita)
    assert run["steps"][0]["model_call"]["messages"] is None
    path = f"/requests/{work.request}/trace"
    answer = await api.get(path, params={"prompts": "true"}, headers=rita)
    steps = answer.json()["runs"][0]["steps"]
    (message,) = steps[0]["model_call"]["messages"]
    assert (message["position"], message["role"]) == (1, "request")
    assert message["text"]["content"] == {"user": "May it stand?"}
    wrong = await api.get(path, params={"prompts": "\0"}, headers=rita)
    assert wrong.status_code == 422, wrong.text


async def test_no_prompt_behind_a_document_above_the_clearance_of_the_reader_is_shown(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    clear_the_maker(dba)
    work = answered(dba, classification="mnpi")
    prompt = '{"user":"Revenue was USD 12 million. Is it so?"}'
    sent = {
        "provider": "embedded", "model": "planner", "parameters": {}, "latency_ms": 5,
        "sent_sha256": digest(prompt),
        "messages": [
            {"sha256": digest(prompt), "role": "request"},
            {"sha256": digest("{}"), "role": "response"},
        ],
    }  # fmt: skip
    work.record("{}", kind="model", name="model", occurrence=2, model_call=sent, texts=[prompt])
    path = f"/requests/{work.request}/trace?prompts=1"
    answer = await api.get(path, headers=rita)
    assert "Revenue" not in answer.text
    first, *_, last = answer.json()["runs"][0]["steps"]
    assert first["model_call"]["messages"][0]["text"]["left_out"] is None
    (message,) = last["model_call"]["messages"]
    assert (message["text"]["left_out"], message["text"]["content"]) == ("withheld", None)


async def test_a_changed_definition_is_another_run(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    work.begin('{"instructions":"Another."}')
    found = await runs(api, work.request, rita)
    assert [(one["reason"], len(one["steps"])) for one in found] == [
        ("first", 3),
        ("definition_changed", 0),
    ]
    assert found[1]["definition_sha256"] == digest('{"instructions":"Another."}')


async def test_callers_read_no_trace_but_auditors_do(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    (request_id,) = verbs.submit(dba, actor="desk-7")
    maker = keyed_caller(db.url, "desk-7", READ).headers
    answer = await api.get(f"/requests/{request_id}/trace", headers=maker)
    assert answer.status_code == 403
    auditor = keyed_caller(db.url, "auditor", READ_ALL).headers
    assert await runs(api, request_id, auditor) == []
    missing = await api.get("/requests/99/trace", headers=auditor)
    assert missing.status_code == 404


async def test_no_text_of_a_document_above_the_clearance_of_the_reader_is_shown(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    clear_the_maker(dba)
    work = answered(dba, classification="mnpi")
    answer = await api.get(f"/requests/{work.request}/trace", headers=rita)
    assert "Revenue" not in answer.text
    model, tool, last = answer.json()["runs"][0]["steps"]
    assert model["result"]["left_out"] is None
    assert tool["tool_call"]["arguments"]["left_out"] == "withheld"
    assert (tool["retrieval"]["hits"], tool["retrieval"]["withheld"]) == ([], 1)
    assert (last["citations"], last["result"]["left_out"]) == ([], "withheld")
    dba.execute("select bankagent.set_clearance('reviewer', 'rita', 'mnpi', 'A test.')")
    (run,) = await runs(api, work.request, rita)
    assert [one["result"]["left_out"] for one in run["steps"]] == [None] * 3


async def test_a_stricter_newer_version_says_what_the_older_one_takes(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    documents.add(dba, "Revenue was restated.", classification="mnpi")
    (run,) = await runs(api, work.request, rita)
    assert [one["result"]["left_out"] for one in run["steps"]] == [None, "withheld", "withheld"]


async def test_a_redacted_text_has_its_digest_and_time(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    tamper(
        dba,
        "update bankagent.agent_texts set content = null, redacted_at = '2026-11-29T10:00:00Z'",
    )
    (run,) = await runs(api, work.request, rita)
    result = run["steps"][2]["result"]
    assert (result["content"], result["left_out"]) == (None, "redacted")
    assert result["redacted_at"] == "2026-11-29T10:00:00.000000Z"
    assert len(result["sha256"]) == 64


async def test_a_text_that_is_long_or_no_json_of_ours_is_left_out(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = answered(dba)
    for number, text in enumerate((f'"{"x" * 300_000}"', '"\\u0000"'), 2):
        work.record(text, occurrence=number)
    (run,) = await runs(api, work.request, rita)
    assert [one["result"]["left_out"] for one in run["steps"]] == [
        None, None, None, "long", "unreadable",
    ]  # fmt: skip


async def test_a_reading_about_persons_is_recorded(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    (request_id,) = verbs.submit(dba, request_type="client_onboarding")
    assert await runs(api, request_id, rita) == []
    query = "select reader from bankagent.request_readings where request_id = %s"
    assert rows.one(dba, query, request_id) == "rita"
