"""Follow-up requests as callers read them: the request, its result, its trail, its explanation."""

import httpx
import pytest

from tests.support import people, records, verbs
from tests.support.databases import Database
from tests.support.follow_ups import approved, caused_by, follow_up
from tests.support.rows import connect

WHY = "The trade must be reviewed."


@pytest.fixture
def pair(db: Database) -> tuple[int, int]:
    """A decided request and the request that its decision caused."""
    with connect(db.url) as dba:
        worker_id = verbs.register(dba)
        (cause,) = verbs.submit(dba, actor="desk-7")
        verbs.settle(
            dba, verbs.fence(verbs.claim(dba, worker_id)[0], worker_id) | approved(follow_up())
        )
        (found,) = caused_by(dba, cause)
        return cause, found.request_id


@pytest.fixture
def auditor(db: Database) -> dict[str, str]:
    return people.keyed_caller(db.url, "auditor", "requests:read_all").headers


async def test_a_request_and_its_follow_up_request_name_each_other(
    api: httpx.AsyncClient, pair: tuple[int, int], auditor: dict[str, str]
) -> None:
    cause, caused = pair
    told = {"request_id": caused, "request_type": "trade_review", "reason": WHY}
    first = (await api.get(f"/requests/{cause}", headers=auditor)).json()
    assert (first["caused_by"], first["follow_ups"]) == (None, [told])
    assert first["latest_audit"]["result"]["follow_ups"] == [told]
    second = (await api.get(f"/requests/{caused}", headers=auditor)).json()
    assert (second["caused_by"], second["follow_ups"]) == ({"request_id": cause, "reason": WHY}, [])
    assert second["latest_audit"]["result"] == {"caused_by": cause, "reason": WHY}


async def test_a_caller_reads_the_follow_up_requests_of_its_own_requests(
    db: Database, api: httpx.AsyncClient, pair: tuple[int, int]
) -> None:
    for name, status in (("desk-7", 200), ("desk-8", 404)):
        caller = people.keyed_caller(db.url, name)
        for request_id in pair:
            answer = await api.get(f"/requests/{request_id}", headers=caller.headers)
            assert answer.status_code == status


async def test_the_explanations_of_both_name_each_other_and_a_client_reads_neither(
    db: Database, api: httpx.AsyncClient, pair: tuple[int, int], auditor: dict[str, str]
) -> None:
    cause, caused = pair
    sentences = {
        cause: (caused, f"The decision caused request {caused} of the type trade_review: {WHY}"),
        caused: (cause, f"The decision on request {cause} caused it: {WHY}"),
    }
    for request_id, (other, text) in sentences.items():
        path = f"/requests/{request_id}/explanation"
        said = records.sentences((await api.get(path, headers=auditor)).json())
        (found,) = [one for one in said if one["text"] == text]
        assert found["rests_on"][0] == f"request:{other}"
        with connect(db.url) as dba:
            assert all(records.is_there(dba, it) for it in found["rests_on"])
        client = (await api.get(f"{path}?audience=client", headers=auditor)).json()
        assert text not in [one["text"] for one in records.sentences(client)]
