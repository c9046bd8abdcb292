"""Words of reviewers: a rejection's reason, and a question, reach the caller; some the client."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support import approvals, exceptions, records, rows
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect
from tests.support.sse import streaming
from tests.support.worker import WorkerByHand

Headers = dict[str, str]

WHY = "No borrow located for this short sale."
FOR_CLIENT = "The shares could not be borrowed."
NOTHING = {"reason": None, "client_reason": None, "question": None}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def desk(db: Database) -> Headers:
    return keyed_caller(db.url, "desk-7").headers


@pytest.fixture
def rita(db: Database) -> Headers:
    return keyed_reviewer(db.url, "rita", "compliance").headers


async def waits(dba: Conn) -> int:
    (found,) = approvals.waiting(dba, "review", actor="desk-7")
    return found


async def vote(
    api: httpx.AsyncClient, request_id: int, who: Headers, **given: object
) -> httpx.Response:
    shown = (await api.get(f"/approvals/{request_id}", headers=who)).json()
    body = {"verdict": "reject", "reason": WHY, "digest": shown["digest"]} | given
    return await api.post(f"/requests/{request_id}/votes", json=body, headers=who)


def said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NOTHING}


async def everywhere(
    api: httpx.AsyncClient, request_id: int, who: Headers
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a request, and its words in the latest entry, the list, the trail and the stream."""
    path = f"/requests/{request_id}"
    one = (await api.get(path, headers=who)).json()
    listed = (await api.get("/requests", headers=who)).json()["requests"][0]
    trail = (await api.get(f"{path}/audit", headers=who)).json()["audit"]
    app = api._transport.app  # type: ignore[attr-defined]
    async with streaming(app, f"{path}/events", Authorization=who["Authorization"]) as stream:
        streamed = await stream.events(len(trail))
    process = await api.post(f"{path}/process", headers=who)
    found = [one["latest_audit"], listed, trail[-1], streamed[-1].data, NOTHING | process.json()]
    assert [said(entry) for entry in trail[:-1]] == [NOTHING] * (len(trail) - 1)
    return one, [said(row) for row in found]


async def test_the_reason_of_a_rejection_and_the_words_for_the_client_reach_the_caller(
    api: httpx.AsyncClient, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await waits(dba)
    cast = await vote(api, request_id, rita, client_reason=FOR_CLIENT)
    assert (cast.status_code, cast.json()["decision"]) == (201, "rejected")
    one, found = await everywhere(api, request_id, desk)
    assert found == [{"reason": WHY, "client_reason": FOR_CLIENT, "question": None}] * 5
    assert (one["decision"]["reason"], one["decision"]["client_reason"]) == (WHY, FOR_CLIENT)
    assert (one["question"], one["asked"]) == (None, None)
    (receipt,) = (await api.get("/votes", headers=rita)).json()["votes"]
    assert (receipt["reason"], receipt["client_reason"]) == (WHY, FOR_CLIENT)


async def test_a_question_reaches_the_caller_with_the_role_that_asks(
    api: httpx.AsyncClient, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await waits(dba)
    await vote(api, request_id, rita, verdict="needs_info", reason="Which book?")
    one, found = await everywhere(api, request_id, desk)
    asked_at = rows.one(dba, "select created_at from bankagent.votes")
    assert one["question"]["text"] == one["asked"] == "Which book?"
    assert one["question"]["role"] == "compliance"
    assert one["question"]["at"] == f"{asked_at.isoformat()}".replace("+00:00", "Z")
    assert found == [NOTHING | {"question": one["question"]}] * 5
    assert "rita" not in json.dumps(one["question"])


async def test_an_approval_a_decision_by_policy_and_one_who_only_voted_say_nothing(
    api: httpx.AsyncClient, dba: Conn, desk: Headers, rita: Headers, hand: WorkerByHand
) -> None:
    request_id = await waits(dba)
    assert (await vote(api, request_id, rita, verdict="approve")).status_code == 201
    one, found = await everywhere(api, request_id, desk)
    assert found == [NOTHING] * 5
    assert (one["decision"]["reason"], one["question"]) == (None, None)
    made = await api.post("/requests", json=TRADE, headers=desk)
    hand.process(made.json()["request_id"])
    one, found = await everywhere(api, made.json()["request_id"], desk)
    assert (found, one["decision"]["reason"]) == ([NOTHING] * 5, None)


@pytest.mark.expect_differences("a comparison of a test, which no facts make")
async def test_the_reason_by_which_people_close_an_exception_reaches_the_caller(
    api: httpx.AsyncClient, dba: Conn, desk: Headers, rita: Headers
) -> None:
    exception_id = exceptions.opened(dba, actor="desk-7")
    request_id = rows.one(dba, "select request_id from bankagent.trade_exceptions")
    move = {"to_state": "trade_cancelled", "reason": "Booked twice."}
    moved = await api.post(f"/exceptions/{exception_id}/moves", json=move, headers=rita)
    assert moved.status_code == 200, moved.text
    one, found = await everywhere(api, request_id, desk)
    assert one["decision"]["decision"] == "rejected"
    assert found == [NOTHING | {"reason": "Booked twice."}] * 5


async def explained(api: httpx.AsyncClient, request_id: int, who: Headers, audience: str) -> str:
    path = f"/requests/{request_id}/explanation?audience={audience}"
    answer = await api.get(path, headers=who)
    return "\n".join(one["text"] for one in records.sentences(answer.json()))


async def test_a_client_reads_the_words_for_it_and_never_the_reason(
    api: httpx.AsyncClient, dba: Conn, desk: Headers, rita: Headers
) -> None:
    with_words, without = await waits(dba), await waits(dba)
    await vote(api, with_words, rita, client_reason=FOR_CLIENT)
    await vote(api, without, rita)
    for request_id in (with_words, without):
        assert WHY in await explained(api, request_id, desk, "bank")
        assert WHY not in await explained(api, request_id, desk, "client")
    assert FOR_CLIENT in await explained(api, with_words, desk, "client")
    told = await explained(api, without, desk, "client")
    assert "The bank says" not in told
    assert "no words" not in told


@pytest.mark.parametrize(
    "given",
    [
        {"verdict": "approve", "client_reason": "Welcome."},
        {"verdict": "needs_info", "client_reason": "Please send more."},
        {"client_reason": " "},
        {"client_reason": "\u200b"},
        {"client_reason": "x" * 2001},
    ],
)
async def test_words_for_the_client_belong_to_a_rejection_and_say_something(
    api: httpx.AsyncClient, dba: Conn, rita: Headers, given: dict[str, str]
) -> None:
    request_id = await waits(dba)
    refused = await vote(api, request_id, rita, **given)
    assert refused.status_code == 422, refused.text
    assert [one["field"] for one in refused.json()["errors"]] == ["client_reason"]
    assert rows.status(dba, request_id) == "awaiting_approval"
