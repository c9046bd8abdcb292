"""Cases of onboarding over HTTP: findings, waivers, the file as of a time, and the round trip."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support import cases, onboarding, people, rows
from tests.support.api_process import Api
from tests.support.cases import ACCEPT, CLEARED, EXTRACT, IDENTITY, REJECT, WAIVER
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.workers import wait_for

Headers = dict[str, str]
made_up = pytest.mark.expect_differences("cases of a test, which no facts make")
MISSING = IDENTITY | {"state": "missing", "document": None}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def eva(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "eva"))


@pytest.fixture
def ben(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "ben"))


@made_up
async def test_findings_are_stored_and_a_waiver_waits_for_its_second_person(
    api: httpx.AsyncClient, dba: Conn, eva: Headers, ben: Headers
) -> None:
    url = f"/requests/{cases.waiting(dba, MISSING, outcome='needs_info')}"
    answer = await api.post(f"{url}/findings", json={"waivers": [WAIVER]}, headers=eva)
    assert (answer.status_code, answer.json()["status"]) == (201, "needs_info")
    (waiver_id,) = answer.json()["waiver_ids"]
    confirm = f"{url}/waivers/{waiver_id}/confirm"
    assert (await api.post(confirm, headers=eva)).status_code == 403
    confirmed = await api.post(confirm, headers=ben)
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "received")
    assert (await api.post(confirm, headers=ben)).status_code == 409
    all_kinds = {"verdicts": [REJECT], "judgements": [CLEARED]}
    noted = await api.post(f"{url}/findings", json=all_kinds, headers=eva)
    assert (noted.status_code, noted.json()["status"]) == (201, "received")


@made_up
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdicts": [REJECT | {"verdict": "maybe"}]}, "verdicts[0].verdict"),
        ({"verdicts": [ACCEPT | {"sha256": "f" * 64}]}, "verdicts[0].sha256"),
        ({"waivers": [WAIVER | {"until": "tomorrow"}]}, "waivers[0].until"),
        ({"waivers": [WAIVER | {"requirement": "x"}]}, "waivers[0].requirement"),
        ({"judgements": [{**CLEARED, "reason": ""}]}, "judgements[0].reason"),
        ({"vote": "yes"}, "vote"),
    ],
)
async def test_a_wrong_finding_is_named_by_its_path(
    api: httpx.AsyncClient, dba: Conn, eva: Headers, body: Any, field: str
) -> None:
    url = f"/requests/{cases.waiting(dba)}/findings"
    answer = await api.post(url, json=body, headers=eva)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@made_up
async def test_the_file_of_a_time_is_the_same_whatever_comes_later(
    api: httpx.AsyncClient, dba: Conn, eva: Headers
) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    url = f"/requests/{request_id}"

    async def file(at: str | None) -> bytes:
        answer = await api.get(f"{url}/file", params={"at": at} if at else {}, headers=eva)
        assert answer.status_code == 200, answer.text
        return answer.content

    seen: dict[str, bytes] = {}

    async def look() -> None:
        at = json.loads(await file(None))["at"]
        seen[at] = await file(at)

    await look()
    said = cases.give(dba, request_id, verdicts=[REJECT], waivers=[WAIVER], judgements=[CLEARED])
    await look()
    cases.confirm(dba, request_id, said.waiver_ids[0])
    cases.again(dba, request_id, MISSING, EXTRACT, outcome="needs_info")
    await look()
    better = cases.payload()
    better["documents"][0]["sha256"] = "d" * 64
    rows.one(dba, "select bankagent.replace_payload(%s, %s)", request_id, json.dumps(better))
    await look()
    cases.again(dba, request_id, IDENTITY | {"state": "waived", "document": None}, EXTRACT)
    await look()
    people.vote(dba, request_id)
    await look()
    assert {at: await file(at) for at in seen} == seen
    files = [json.loads(one) for one in seen.values()]
    for name, counts in {
        "payloads": [1, 1, 1, 2, 2, 2], "evaluations": [1, 1, 2, 2, 3, 3],
        "verdicts": [0, 1, 1, 1, 1, 1], "waivers": [0, 1, 1, 1, 1, 1],
        "confirmations": [0, 0, 1, 1, 1, 1], "judgements": [0, 1, 1, 1, 1, 1],
        "votes": [0, 0, 0, 0, 0, 1],
    }.items():  # fmt: skip
        assert [len(one[name]) for one in files] == counts, name
    assert [one["request"]["status"] for one in files] == [
        "needs_info", "received", "needs_info", "received", "awaiting_approval", "processed",
    ]  # fmt: skip
    assert [one["decision"] and one["decision"]["decision"] for one in files][4:] == [
        None, "approved",
    ]  # fmt: skip
    assert "documents" in files[0]["payloads"][0]["payload"]


@made_up
async def test_a_file_waits_for_what_is_being_written(
    api: httpx.AsyncClient, db: Database, dba: Conn, eva: Headers
) -> None:
    request_id = cases.waiting(dba)
    with connect(db.url) as other, other.transaction():
        cases.give(other, request_id, verdicts=[REJECT])
        at = rows.one(other, "select clock_timestamp()").isoformat()
        dba.execute("set lock_timeout = '200ms'")
        with rows.refused("55P03"):
            rows.one(dba, "select bankagent.case_file(%s, %s)", request_id, at)
    answer = await api.get(f"/requests/{request_id}/file", params={"at": at}, headers=eva)
    assert len(answer.json()["verdicts"]) == 1


@made_up
async def test_a_file_of_another_time_or_type_is_refused(
    api: httpx.AsyncClient, dba: Conn, eva: Headers
) -> None:
    request_id = cases.waiting(dba)
    (trade,) = people.waiting(dba)
    now = datetime.now(UTC)
    for path, status in {
        f"{request_id}/file?at=2020-01-01T00:00:00Z": 404,
        "999999/file": 404,
        f"{trade}/file": 409,
        f"{request_id}/file?at={(now + timedelta(days=1)).isoformat()[:19]}Z": 422,
        f"{request_id}/file?at=yesterday": 422,
        f"{request_id}/file?day=1": 400,
    }.items():
        answer = await api.get(f"/requests/{path}", headers=eva)
        assert answer.status_code == status, (path, answer.text)


def days_ago(number: int) -> str:
    return str(datetime.now(UTC).date() - timedelta(days=number))


RECENT = onboarding.EXTRACT | {"issued": days_ago(30), "sha256": "e" * 64}
ARTICLES = RECENT | {
    "document_id": "D-3", "type": "articles_of_association", "meets": ["articles"],
    "sha256": "c" * 64,
}  # fmt: skip
PASSPORT = onboarding.PASSPORT


class Caller:
    """A caller and two reviewers of a service with a real worker."""

    def __init__(self, client: httpx.Client, url: str, dba: Conn) -> None:
        self.client, self.url, self.dba = client, url, dba

    def result(self, *statuses: str) -> Any:
        """Wait until the worker has left the case in one of these statuses; return its result."""

        def now() -> Any:
            found = self.client.get(self.url).json()
            return found if found["request"]["status"] in statuses else None

        return wait_for(f"{self.url} {statuses}", now)["latest_audit"]["result"]

    def asked_for(self) -> list[tuple[str, str]]:
        asked = self.result("needs_info")["case"]["asked_for"]
        return [(one["requirement"], one["state"]) for one in asked]

    def sends(self, *documents: dict[str, Any]) -> None:
        payload = onboarding.case(documents=list(documents))
        answer = self.client.put(f"{self.url}/payload", json={"payload": payload})
        assert answer.status_code == 200, answer.text

    def finds(self, who: Headers, status: int = 201, **findings: Any) -> Any:
        answer = self.client.post(f"{self.url}/findings", json=findings, headers=who)
        assert answer.status_code == status, answer.text
        return answer.json()


def test_only_what_is_missing_or_refused_is_asked_for_until_people_approve(
    service: Api, dba: Conn, eva: Headers, ben: Headers
) -> None:
    with httpx.Client(base_url=service.url) as client:
        sent = {
            "client_id": "CUST-7",
            "request_type": "client_onboarding",
            "payload": onboarding.case(documents=[PASSPORT, RECENT]),
        }
        request_id = client.post("/requests", json=sent).json()["request_id"]
        case = Caller(client, f"/requests/{request_id}", dba)
        assert case.asked_for() == [("articles", "missing")]

        case.sends(PASSPORT, RECENT, ARTICLES)
        case.result("awaiting_approval")
        case.finds(eva, verdicts=[REJECT, {"sha256": "c" * 64, "verdict": "accept"}])
        refused = [("director_identity", "refused"), ("owner_identity", "refused")]
        assert sorted(case.asked_for()) == refused

        # The same file under another id stays refused, and no word of people mends that.
        case.sends(PASSPORT | {"document_id": "D-9"}, RECENT, ARTICLES)
        assert sorted(case.asked_for()) == refused
        assert "never accepted" in case.finds(eva, 409, verdicts=[ACCEPT])["detail"]

        case.sends(PASSPORT | {"sha256": "d" * 64}, RECENT, ARTICLES)
        case.result("awaiting_approval")
        vote = {"verdict": "approve", "reason": "All is there."}
        digest = client.get(f"/approvals/{request_id}", headers=ben).json()["digest"]
        voted = client.post(f"{case.url}/votes", json=vote | {"digest": digest}, headers=ben)
        assert (voted.status_code, voted.json()["decision"]) == (201, "approved")
        assert rows.gaps(dba) == []


def test_a_confirmed_waiver_lets_a_case_that_needs_info_go_on(
    service: Api, dba: Conn, eva: Headers, ben: Headers
) -> None:
    with httpx.Client(base_url=service.url) as client:
        sent = {
            "client_id": "CUST-8",
            "request_type": "client_onboarding",
            "payload": onboarding.case(documents=[PASSPORT, RECENT]),
        }
        request_id = client.post("/requests", json=sent).json()["request_id"]
        case = Caller(client, f"/requests/{request_id}", dba)
        assert case.asked_for() == [("articles", "missing")]
        waiver = WAIVER | {"requirement": "articles", "party": "client"}
        (waiver_id,) = case.finds(eva, waivers=[waiver])["waiver_ids"]
        assert case.asked_for() == [("articles", "missing")]
        client.post(f"{case.url}/waivers/{waiver_id}/confirm", headers=ben)
        states = {
            one["requirement"]: one["state"]
            for one in case.result("awaiting_approval")["case"]["requirements"]
        }
        assert states["articles"] == "waived"
