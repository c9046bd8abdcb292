"""`GET /requests/{id}/suggestion`: advice for those who decide, marked as such."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.domain.caller import READ, READ_ALL
from tests.support import agent_verbs, agent_work, documents, verbs
from tests.support.databases import Database
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect
from tests.support.suggestions import SAID, stored

pytestmark = pytest.mark.expect_differences("a suggestion of a test, which no agent made")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def rita(db: Database) -> dict[str, str]:
    return keyed_reviewer(db.url, "rita").headers


async def told(api: httpx.AsyncClient, request_id: int, who: dict[str, str]) -> Any:
    answer = await api.get(f"/requests/{request_id}/suggestion", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_reviewer_reads_a_suggestion_with_the_playbook_of_its_cause(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = stored(dba, SAID, provider="openai", model="gpt-5-mini")
    found = await told(api, work.request, rita)
    assert (found["label"], found["left_out"]) == ("suggestion", None)
    assert {name: found[name] for name in SAID} == SAID
    assert found["playbook"]["version"] == 1
    assert found["playbook"]["means"] == "the quantities differ"
    assert found["written_by"] == {
        "model": "openai:gpt-5-mini",
        "definition_sha256": agent_verbs.digest(agent_verbs.DEFINITION),
    }
    assert (found["run"], found["step"], found["is_current"]) == (1, 2, False)


@pytest.mark.parametrize(
    "said",
    [
        SAID | {"decision": "approved"},
        SAID | {"cause": "MADE"},
        SAID | {"summary": ["\u202eevorppa", "x"]},
        SAID | {"message": "x" * 2001},
        "approved",
    ],
)
async def test_what_has_not_the_form_of_a_suggestion_is_not_shown(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str], said: Any
) -> None:
    found = await told(api, stored(dba, said).request, rita)
    assert (found["left_out"], found["summary"]) == ("unreadable", [])


async def test_a_maker_and_a_stranger_are_refused(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = stored(dba, SAID)
    maker = keyed_caller(db.url, "maker", READ).headers
    answer = await api.get(f"/requests/{work.request}/suggestion", headers=maker)
    assert answer.status_code == 403
    auditor = keyed_caller(db.url, "auditor", READ_ALL).headers
    assert (await told(api, work.request, auditor))["left_out"] is None


async def test_a_request_without_a_suggestion_says_so(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    unanswered = stored(dba, {"unanswered": "The model is not listed."}).request
    (request_id,) = verbs.submit(dba)
    for one in (request_id, unanswered):
        found = await told(api, one, rita)
        assert (found["left_out"], found["summary"]) == ("none", [])


async def test_the_answer_to_a_question_is_no_suggestion(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    work = agent_work.answered(dba, "research_question")
    assert (await told(api, work.request, rita))["left_out"] == "none"


async def test_a_suggestion_that_rests_on_a_document_above_the_clearance_is_withheld(
    api: httpx.AsyncClient, dba: Conn, rita: dict[str, str]
) -> None:
    document = documents.add(dba, agent_work.TEXT)
    work = agent_verbs.held(dba, dba, request_type="trade_exception")
    work.begin(name="trade_exception_suggestion")
    agent_work.searched(work, document)
    work.record(json.dumps(SAID))
    documents.add(dba, "Now secret.", classification="mnpi")
    found = await told(api, work.request, rita)
    assert (found["left_out"], found["message"]) == ("withheld", None)
