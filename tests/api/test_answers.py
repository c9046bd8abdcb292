"""Questions of reviewers are answered in words, in fields or both; the next one reads it all."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.support import records, rows
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand

Headers = dict[str, str]

QUESTION, WORDS = "Which desk confirmed the rate?", "Desk 7 confirmed it by phone."
BETTER = TRADE["payload"] | {"notional": 2600000}


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


async def shown(api: httpx.AsyncClient, request_id: int, who: Headers) -> dict[str, object]:
    answer = await api.get(f"/approvals/{request_id}", headers=who)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def vote(
    api: httpx.AsyncClient, request_id: int, who: Headers, verdict: str, reason: str = QUESTION
) -> httpx.Response:
    digest = (await shown(api, request_id, who))["digest"]
    body = {"verdict": verdict, "reason": reason, "digest": digest}
    return await api.post(f"/requests/{request_id}/votes", json=body, headers=who)


async def asked(api: httpx.AsyncClient, hand: WorkerByHand, desk: Headers, rita: Headers) -> int:
    """Make a request and ask its caller a question; return its id."""
    made = await api.post("/requests", json=TRADE, headers=desk)
    request_id: int = made.json()["request_id"]
    hand.process(request_id, **to_people())
    assert (await vote(api, request_id, rita, "needs_info")).status_code == 201
    return request_id


async def answer(
    api: httpx.AsyncClient, request_id: int, who: Headers, key: str | None = None, **body: object
) -> httpx.Response:
    headers = who | ({"Idempotency-Key": key} if key else {})
    return await api.post(f"/requests/{request_id}/answers", json=body, headers=headers)


async def test_words_alone_send_the_request_on_and_the_next_reviewer_reads_them(
    api: httpx.AsyncClient, hand: WorkerByHand, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    first = rows.one(dba, "select digest from bankagent.approvals")
    answered = await answer(api, request_id, desk, text=WORDS)
    assert (answered.status_code, answered.json()) == (
        201,
        {"request_id": request_id, "status": "received", "answer_id": 1, "payload_version": 1},
    )
    hand.process(request_id, **to_people())
    one = await shown(api, request_id, rita)
    (conversation,) = one["questions"]  # type: ignore[misc]
    assert {name: conversation[name] for name in conversation if not name.endswith("_at")} == {
        "vote_id": 1,
        "question": QUESTION,
        "role": "compliance",
        "asked_by": "rita",
        "answer_id": 1,
        "answer": WORDS,
        "payload_version": None,
        "answered_by": "desk-7",
    }
    history = one["history"]
    (earlier,) = history["votes"]  # type: ignore[index]
    assert (earlier["reviewer"], earlier["verdict"]) == ("rita", "needs_info")
    assert history["payload_changes"] == []  # type: ignore[index]
    assert one["digest"] != first
    (listed,) = (await api.get("/approvals", headers=rita)).json()["approvals"]
    assert listed["questions"] == one["questions"]
    assert (await vote(api, request_id, rita, "approve", "Clear now.")).json()["decision"] == (
        "approved"
    )
    assert rows.actions(dba, request_id)[-4:] == [
        "answered",
        "awaiting_approval",
        "voted",
        "processed",
    ]


async def test_fields_with_words_show_what_changed(
    api: httpx.AsyncClient, hand: WorkerByHand, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    answered = await answer(api, request_id, desk, text=WORDS, payload=BETTER)
    assert (answered.status_code, answered.json()["payload_version"]) == (201, 2)
    assert rows.actions(dba, request_id)[-1] == "payload_replaced"
    hand.process(request_id, **to_people())
    one = await shown(api, request_id, rita)
    (change,) = one["history"]["payload_changes"]  # type: ignore[index]
    assert (change["version"], change["replaced_by"]) == (2, "desk-7")
    before = TRADE["payload"]["notional"]
    assert change["fields"] == [{"field": "notional", "before": before, "after": 2600000}]
    (conversation,) = one["questions"]  # type: ignore[misc]
    assert (conversation["answer"], conversation["payload_version"]) == (WORDS, 2)


async def test_a_payload_by_put_is_shown_beside_its_question(
    api: httpx.AsyncClient, hand: WorkerByHand, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    put = await api.put(f"/requests/{request_id}/payload", json={"payload": BETTER}, headers=desk)
    assert put.status_code == 200
    hand.process(request_id, **to_people())
    one = await shown(api, request_id, rita)
    (conversation,) = one["questions"]  # type: ignore[misc]
    assert (conversation["question"], conversation["answer"]) == (QUESTION, None)
    assert len(one["history"]["payload_changes"]) == 1  # type: ignore[index]
    assert (await vote(api, request_id, rita, "approve", "Clear now.")).status_code == 201


async def test_the_same_answer_under_one_key_is_stored_once(
    api: httpx.AsyncClient, hand: WorkerByHand, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    first = await answer(api, request_id, desk, key="a-1", text=WORDS)
    again = await answer(api, request_id, desk, key="a-1", text=WORDS)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await answer(api, request_id, desk, key="a-1", text="Another one.")
    assert other.status_code == 409
    assert "another body" in other.json()["detail"]
    made = await api.post("/requests", json=TRADE, headers=desk | {"Idempotency-Key": "a-1"})
    assert made.status_code == 409
    without_a_key = await answer(api, request_id, desk, text=WORDS)
    assert without_a_key.status_code == 409
    assert rows.one(dba, "select count(*) from bankagent.request_answers") == 1


async def test_only_the_maker_answers_and_only_what_waits_for_it(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    chief = keyed_caller(db.url, "chief", "requests:write", "requests:read_all").headers
    assert (await answer(api, request_id, chief, text=WORDS)).status_code == 404
    assert (await answer(api, 99, desk, text=WORDS)).status_code == 404
    assert (await answer(api, request_id, rita, text=WORDS)).status_code == 403
    assert (await answer(api, request_id, desk, text=WORDS)).status_code == 201
    late = await answer(api, request_id, desk, text=WORDS)
    assert late.status_code == 409
    assert "is received" in late.json()["detail"]


async def test_words_alone_do_not_answer_a_policy(
    api: httpx.AsyncClient, hand: WorkerByHand, desk: Headers
) -> None:
    made = await api.post("/requests", json=TRADE, headers=desk)
    request_id = made.json()["request_id"]
    hand.process(request_id, **to_people("needs_info"))
    refused = await answer(api, request_id, desk, text=WORDS)
    assert refused.status_code == 409
    assert "words alone" in refused.json()["detail"]
    assert (await answer(api, request_id, desk, payload=BETTER)).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"text": " "}, "text"),
        ({"text": "\u200b"}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"payload": []}, "payload"),
        ({"payload": {"symbol": "A", "notional": -1}}, "payload.notional"),
        ({"text": WORDS, "more": 1}, "more"),
    ],
)
async def test_an_answer_that_says_nothing_or_too_much_changes_nothing(
    api: httpx.AsyncClient,
    hand: WorkerByHand,
    dba: Conn,
    desk: Headers,
    rita: Headers,
    body: dict[str, object],
    field: str,
) -> None:
    request_id = await asked(api, hand, desk, rita)
    refused = await answer(api, request_id, desk, **body)
    assert refused.status_code == 422, refused.text
    assert field in [one["field"] for one in refused.json()["errors"]]
    assert rows.status(dba, request_id) == "needs_info"


async def plain(api: httpx.AsyncClient, path: str, who: Headers) -> list[str]:
    """Return the sentences of an explanation without numbers of jobs and digests."""
    told = records.sentences((await api.get(path, headers=who)).json())
    return [re.sub(r"[0-9a-f]{64}|\d+", "…", one["text"]) for one in told]


async def test_the_explanation_tells_the_bank_the_answer_and_the_client_nothing_of_it(
    api: httpx.AsyncClient, hand: WorkerByHand, dba: Conn, desk: Headers, rita: Headers
) -> None:
    request_id = await asked(api, hand, desk, rita)
    path = f"/requests/{request_id}/explanation?audience="
    client = await plain(api, f"{path}client", desk)
    await answer(api, request_id, desk, text=WORDS)
    hand.process(request_id, **to_people())
    bank = records.sentences((await api.get(f"{path}bank", headers=desk)).json())
    told = [one for one in bank if WORDS in one["text"]]
    assert [one["internal"] for one in told] == [True]
    assert all(records.is_there(dba, id_) for one in bank for id_ in one["rests_on"])
    assert await plain(api, f"{path}client", desk) == client
