"""`GET /requests/{id}/agent-answer`: claims with exact quotes, once they are released."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.domain.caller import OPERATE, READ, READ_ALL
from tests.support import agent_verbs, documents, verbs
from tests.support.agent_work import QUOTE, TEXT, answered
from tests.support.databases import Database
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def told(api: httpx.AsyncClient, request_id: int, who: dict[str, str]) -> Any:
    answer = await api.get(f"/requests/{request_id}/agent-answer", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_reviewer_reads_a_claim_with_its_quote_at_once(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba)
    found = await told(api, work.request, keyed_reviewer(db.url, "rita").headers)
    assert (found["status"], found["left_out"]) == ("received", None)
    (claim,) = found["claims"]
    assert claim["text"] == QUOTE
    (quote,) = claim["quotes"]
    assert (quote["text"], quote["start"], quote["end"], quote["verdict"]) == (
        QUOTE, 0, len(QUOTE), "exact",
    )  # fmt: skip


async def test_a_caller_reads_no_claim_before_the_request_is_approved(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba)
    auditor = keyed_caller(db.url, "auditor", READ, READ_ALL).headers
    found = await told(api, work.request, auditor)
    assert (found["left_out"], found["claims"]) == ("held", [])


async def test_another_caller_is_told_of_no_request(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba)
    other = keyed_caller(db.url, "other", READ).headers
    answer = await api.get(f"/requests/{work.request}/agent-answer", headers=other)
    assert answer.status_code == 404


async def test_a_quote_above_the_clearance_of_the_reader_is_withheld(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba)
    documents.add(dba, "Now secret.", classification="mnpi")
    found = await told(api, work.request, keyed_reviewer(db.url, "rita").headers)
    assert (found["left_out"], found["claims"]) == ("withheld", [])


async def test_a_request_without_an_agent_has_no_answer(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    (request_id,) = verbs.submit(dba)
    found = await told(api, request_id, keyed_reviewer(db.url, "rita").headers)
    assert (found["left_out"], found["claims"], found["missing"]) == ("none", [], [])


async def test_a_reviewer_is_told_why_there_is_no_answer_and_a_caller_is_not(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    with connect(db.worker_url) as worker:
        work = agent_verbs.held(worker, dba)
        work.begin()
        work.record('{"unanswered":"The model is not listed."}')
    auditor = keyed_caller(db.url, "auditor", READ, READ_ALL).headers
    for who, missing in (
        (keyed_reviewer(db.url, "rita").headers, ["The model is not listed."]),
        (auditor, []),
    ):
        found = await told(api, work.request, who)
        assert (found["left_out"], found["missing"]) == ("none", missing)


async def test_the_first_use_of_an_approved_answer_is_kept(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba, "research_question")
    rita = keyed_reviewer(db.url, "rita").headers
    auditor = keyed_caller(db.url, "auditor", READ, READ_ALL).headers
    assert (await told(api, work.request, auditor))["first_used_at"] is None
    work.settle(**verbs.approved())
    before = await told(api, work.request, rita)
    assert (before["decision"], before["first_used_at"]) == ("approved", None)
    used = await told(api, work.request, auditor)
    assert (used["sha256"], used["claims"]) == (before["sha256"], before["claims"])
    again = await told(api, work.request, auditor)
    after = await told(api, work.request, rita)
    assert after["decided_at"] < after["first_used_at"] == again["first_used_at"]


async def test_a_withdrawal_names_the_answers_that_rest_on_the_document(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    work = answered(dba)
    document = documents.add(dba, TEXT, "Costs were 5 million.")
    operator = keyed_caller(db.url, "op", READ_ALL, OPERATE).headers
    path = f"/documents/{document}?reason=Wrong."
    done = (await api.delete(path, headers=operator)).json()
    assert done["answers"] == [work.request]
