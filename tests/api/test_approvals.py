"""Reviewers over HTTP: what waits, why, and their vote."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from pydantic import TypeAdapter

from bankagent.api.models.approvals import Approvals, ApprovalView
from bankagent.api.models.votes import VoteCast
from tests.support import captures, causes, people, rows, verbs
from tests.support.databases import Database
from tests.support.follow_ups import follow_up
from tests.support.payloads import TRADE
from tests.support.rows import Conn, connect

Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def anna(dba: Conn) -> Headers:
    """What anna, a reviewer, sends to be known."""
    return people.bearer(people.add_key(dba, "reviewer", "anna"))


@pytest.fixture
def ben(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "ben"))


async def shown(api: httpx.AsyncClient, request_id: int, who: Headers) -> dict[str, object]:
    answer = await api.get(f"/approvals/{request_id}", headers=who)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def vote(
    api: httpx.AsyncClient, request_id: int, who: Headers, **given: object
) -> httpx.Response:
    """Vote on what is shown now, unless the digest is given."""
    if "digest" not in given:
        given["digest"] = (await shown(api, request_id, who))["digest"]
    body = {"verdict": "approve", "reason": "Confirmed by the desk."} | given
    return await api.post(f"/requests/{request_id}/votes", json=body, headers=who)


async def test_a_reviewer_sees_what_waits_and_why(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    assert (await api.get("/approvals", headers=anna)).json() == {"approvals": [], "next": None}
    (request_id,) = people.waiting(dba, actor="desk-7", payload={"notional": 6000000})
    answer = await api.get("/approvals", headers=anna)
    assert answer.status_code == 200
    (found,) = answer.json()["approvals"]
    whole = await shown(api, request_id, anna)
    assert whole.pop("history") == {"votes": [], "payload_changes": []}
    assert found == whole
    assert found["request"]["id"] == request_id
    assert found["request"]["payload"] == {"notional": 6000000}
    assert found["request"]["maker"] == "desk-7"
    assert found["why"] == "the notional is above 5,000,000 USD (TR-010)"
    assert found["fired"][0]["facts"] == {"notional": 6000000}
    assert found["policy"]["key"] == "trade_review"
    assert found["waiting_since"].endswith("Z")
    assert (found["you_may_vote"], found["why_not"]) == (True, None)


async def test_a_reviewer_sees_what_a_decision_causes(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    plain = people.waiting(dba)[0]
    assert (await shown(api, plain, anna))["causes"] is None
    kept = {"follow_ups": [follow_up()], "trade": captures.version()}
    waits = causes.waiting(dba, captures.submit(dba), approved=kept)
    assert (await shown(api, waits, anna))["causes"] == {"approved": kept}
    cast = await vote(api, waits, anna)
    assert cast.status_code == 201
    answer = (await api.get(f"/requests/{waits}")).json()
    assert [one["request_type"] for one in answer["follow_ups"]] == ["trade_review"]


async def test_a_trade_that_has_changed_meanwhile_is_a_conflict_that_says_what_to_do(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    first, second = (
        causes.waiting(dba, captures.submit(dba), approved={"trade": captures.version()})
        for _ in range(2)
    )
    assert (await vote(api, first, anna)).status_code == 201
    refused = await vote(api, second, anna)
    assert refused.status_code == 409
    assert f"request {first} has changed meanwhile: vote needs_info" in refused.json()["detail"]


async def test_numbers_are_shown_with_their_exact_value(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    body = (
        '{"client_id":"C","request_type":"trade_review",'
        '"payload":{"symbol":"A","notional":9007199254740993.01}}'
    )
    await api.post("/requests", content=body, headers={"Content-Type": "application/json"})
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | people.asks_for_people())
    answer = await api.get("/approvals", headers=anna)
    assert '"notional":9007199254740993.01' in answer.text


async def test_what_waits_comes_in_pages_the_oldest_first(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    ids = people.waiting(dba, 5)
    url, seen, pages = "/approvals?limit=2", [], 0
    while url:
        answer = (await api.get(url, headers=anna)).json()
        seen += [one["request"]["id"] for one in answer["approvals"]]
        url, pages = answer["next"], pages + 1
    assert (seen, pages) == (ids, 3)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=", "after=0", "after=-1", f"after={2**63}"],
)
async def test_a_page_that_cannot_be_is_refused(
    api: httpx.AsyncClient, anna: Headers, query: str
) -> None:
    answer = await api.get(f"/approvals?{query}", headers=anna)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_a_vote_decides_and_the_caller_is_told(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (request_id,) = people.waiting(dba, actor="anonymous")
    answer = await vote(api, request_id, anna)
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "request_id": request_id,
        "vote_id": 1,
        "status": "processed",
        "decision": "approved",
    }
    assert answer.headers["location"] == f"/requests/{request_id}"
    story = (await api.get(f"/requests/{request_id}")).json()
    assert story["decision"]["decided_by"] == "people"
    assert story["decision"]["actor"] == "anna"
    assert story["asked"] is None
    outcome = (await api.post(f"/requests/{request_id}/process")).json()["result"]
    assert (outcome["decision"], outcome["confidence"]) == ("approved", None)
    assert outcome["confidence_basis"] == {"method": "person"}
    assert (await api.get(f"/approvals/{request_id}", headers=anna)).status_code == 404


async def test_needs_info_gives_the_request_back_to_its_caller(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (request_id,) = people.waiting(dba, actor="anonymous")
    answer = await vote(api, request_id, anna, verdict="needs_info", reason="Which desk?")
    assert (answer.json()["status"], answer.json()["decision"]) == ("needs_info", None)
    told = (await api.post(f"/requests/{request_id}/process")).json()
    assert (told["status"], told["who_acts_next"]) == ("needs_info", "the caller")
    assert (await api.get(f"/requests/{request_id}")).json()["asked"] == "Which desk?"


@pytest.mark.parametrize("maker", ["anna", "ANNA"])
async def test_the_maker_sees_its_request_and_may_not_vote_on_it(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers, maker: str
) -> None:
    as_caller = people.bearer(people.add_key(dba, "caller", maker))
    made = await api.post("/requests", json=TRADE, headers=as_caller)
    request_id = made.json()["request_id"]
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    verbs.settle(dba, verbs.fence(job, worker_id) | people.asks_for_people())
    found = await shown(api, request_id, anna)
    assert found["you_may_vote"] is False
    assert "another reviewer" in str(found["why_not"])
    refused = await vote(api, request_id, anna)
    assert refused.status_code == 403
    assert refused.json()["detail"] == (
        f"{maker[0].upper()}{maker[1:]} made request {request_id}, and anna may "
        "not decide on it: another reviewer must."
    )
    assert (await vote(api, request_id, ben)).status_code == 201


async def test_a_stale_digest_is_412_and_says_to_read_again(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    first, second = people.waiting(dba, 2)
    other = (await shown(api, second, anna))["digest"]
    for stale in (other, "0" * 64):
        answer = await vote(api, first, anna, digest=stale)
        assert answer.status_code == 412
        assert "read it again" in answer.json()["detail"]
    assert rows.status(dba, first) == "awaiting_approval"


async def test_a_second_vote_is_409_and_tells_what_stands(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    (request_id,) = people.waiting(dba)
    digest = (await shown(api, request_id, anna))["digest"]
    assert (await vote(api, request_id, anna, digest=digest)).status_code == 201
    again = await vote(api, request_id, anna, digest=digest)
    assert again.status_code == 409
    assert "has voted" in again.json()["detail"]
    late = await vote(api, request_id, ben, digest=digest)
    assert late.status_code == 409
    assert "is processed" in late.json()["detail"]


async def test_what_does_not_wait_is_404_to_read_and_409_to_vote_on(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (request_id,) = verbs.process(dba)
    assert (await api.get(f"/approvals/{request_id}", headers=anna)).status_code == 404
    assert (await vote(api, request_id, anna, digest="0" * 64)).status_code == 409
    assert (await api.get("/approvals/999", headers=anna)).status_code == 404
    assert (await vote(api, 999, anna, digest="0" * 64)).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verdict": "abstain"}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"reason": ""}, "reason"),
        ({"reason": " \n"}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"reason": 7}, "reason"),
        ({"digest": "x"}, "digest"),
        ({"digest": "A" * 64}, "digest"),
        ({"digest": "0" * 64 + "\n"}, "digest"),
        ({"reviewer": "ben"}, "reviewer"),
        ({"maker": "ben"}, "maker"),
        ({"actor": "ben"}, "actor"),
    ],
)
async def test_a_vote_that_is_none_is_refused_and_not_repeated(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, given: dict[str, object], field: str
) -> None:
    (request_id,) = people.waiting(dba)
    answer = await vote(api, request_id, anna, **({"digest": "0" * 64} | given))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert rows.status(dba, request_id) == "awaiting_approval"


async def test_only_reviewers_come_in(api: httpx.AsyncClient, dba: Conn) -> None:
    (request_id,) = people.waiting(dba)
    desk = people.bearer(people.add_key(dba, "caller", "desk-7"))
    for who, status in (({}, 401), (desk, 403)):
        assert (await api.get("/approvals", headers=who)).status_code == status
        assert (await api.get(f"/approvals/{request_id}", headers=who)).status_code == status
        answer = await vote(api, request_id, who, digest="0" * 64)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


async def test_of_32_votes_at_once_one_decides(api: httpx.AsyncClient, dba: Conn) -> None:
    (request_id,) = people.waiting(dba)
    keys = [people.bearer(people.add_key(dba, "reviewer", f"reviewer-{n}")) for n in range(8)]
    digest = (await shown(api, request_id, keys[0]))["digest"]
    answers = await asyncio.gather(
        *(
            vote(api, request_id, key, digest=digest, verdict=verdict)
            for key in keys
            for verdict in ("approve", "reject", "needs_info", "approve")
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 31}
    assert rows.one(dba, "select count(*) from bankagent.votes") == 1


async def test_the_answers_are_what_the_document_says(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    (request_id,) = people.waiting(dba)
    for model, answer, example in (
        (Approvals, await api.get("/approvals", headers=anna), Approvals.EXAMPLE),
        (
            ApprovalView,
            await api.get(f"/approvals/{request_id}", headers=anna),
            ApprovalView.EXAMPLE,
        ),
        (VoteCast, await vote(api, request_id, anna), VoteCast.EXAMPLE),
    ):
        parsed = TypeAdapter(model).validate_json(answer.content)
        assert parsed.model_dump(exclude_unset=True).keys() == model.model_fields.keys()
        assert model.model_validate(example).model_dump(mode="json") == example
