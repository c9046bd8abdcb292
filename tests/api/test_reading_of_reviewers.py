"""A reviewer reads what a vote rests on, as far as their authorities cover type and desk."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support import approvals, people, rows
from tests.support.databases import Database
from tests.support.decided_cases import quiet, sent
from tests.support.people import bearer, keyed_reviewer
from tests.support.rows import Conn, connect

Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def limited(dba: Conn, name: str, **authority: object) -> Headers:
    """Add a reviewer with one authority, and return what they send to be known."""
    key = people.add_key(dba, "reviewer", name)
    approvals.allow(dba, name, "reviewer", **authority)
    return bearer(key)


async def statuses(api: httpx.AsyncClient, request_id: int, who: Headers) -> set[int]:
    paths = ("", "/audit", "/explanation", "/trace", "/agent-answer", "/suggestion")
    answers = [await api.get(f"/requests/{request_id}{path}", headers=who) for path in paths]
    return {answer.status_code for answer in answers}


async def test_a_reviewer_reads_the_request_its_trail_and_the_clients_other_ones(
    api: httpx.AsyncClient, dba: Conn, db: Database
) -> None:
    rita = keyed_reviewer(db.url, "rita").headers
    first, second = approvals.waiting(dba, "review", 2, client_id="CUST-9")
    (other,) = approvals.waiting(dba, "review", client_id="CUST-10")
    assert await statuses(api, first, rita) == {200}
    listed = (await api.get("/requests?client_id=CUST-9", headers=rita)).json()["requests"]
    assert [one["id"] for one in listed] == [second, first]
    assert len((await api.get("/requests", headers=rita)).json()["requests"]) == 3
    assert other not in {one["id"] for one in listed}


async def test_another_type_or_desk_than_an_authority_is_for_does_not_exist(
    api: httpx.AsyncClient, dba: Conn
) -> None:
    (rates,) = approvals.waiting(dba, "review", payload={"desk": "rates", "notional": 6000000})
    (without,) = approvals.waiting(dba, "review")
    of_desk = limited(dba, "desky", desk="rates")
    of_type = limited(dba, "typed", request_type="client_onboarding")
    small = limited(dba, "small", max_amount=1, currency="USD")
    assert await statuses(api, rates, of_desk) == {200}
    assert await statuses(api, without, of_desk) == {404}
    assert await statuses(api, rates, of_type) == {404}
    # What is over a limit is read, so that a reviewer knows to whom it goes.
    assert await statuses(api, rates, small) == {200}
    for who, found in ((of_desk, [rates]), (of_type, []), (small, [without, rates])):
        listed = (await api.get("/requests", headers=who)).json()["requests"]
        assert [one["id"] for one in listed] == found


async def test_what_was_voted_on_is_read_after_the_authority_has_ended(
    api: httpx.AsyncClient, dba: Conn
) -> None:
    anna = limited(dba, "anna")
    one, other = approvals.waiting(dba, "review", 2)
    approvals.vote(dba, one, "anna")
    for (number,) in rows.fetch(
        dba,
        "select a.id from bankagent.authorities as a left join bankagent.authority_ends as e "
        "on e.authority_id = a.id where e.authority_id is null and a.reviewer = 'anna'",
    ):
        dba.execute("select bankagent.end_authority(%s, 'Left.')", [number])
    assert await statuses(api, one, anna) == {200}
    assert await statuses(api, other, anna) == {404}
    receipts = (await api.get("/votes", headers=anna)).json()["votes"]
    assert [one_["request_id"] for one_ in receipts] == [one]


async def test_a_reading_of_an_onboarding_is_recorded(
    api: httpx.AsyncClient, dba: Conn, db: Database
) -> None:
    rita = keyed_reviewer(db.url, "rita").headers
    request_id = await sent(db, dba, quiet())
    readers = "select array_agg(reader) from bankagent.request_readings"
    assert rows.one(dba, readers) is None
    assert (await api.get(f"/requests/{request_id}", headers=rita)).status_code == 200
    assert (await api.get(f"/requests/{request_id}/explanation", headers=rita)).status_code == 200
    assert rows.one(dba, readers) == ["rita"]


async def test_comments_and_the_file_of_a_case_are_read_as_the_request_is(
    api: httpx.AsyncClient, dba: Conn, db: Database
) -> None:
    request_id = await sent(db, dba, quiet())
    of_trades = limited(dba, "typed", request_type="trade_review")
    of_cases = limited(dba, "cara", request_type="client_onboarding")
    for path in ("comments", "file"):
        absent = await api.get(f"/requests/999/{path}", headers=of_trades)
        refused = await api.get(f"/requests/{request_id}/{path}", headers=of_trades)
        assert (refused.status_code, refused.json()) == (404, absent.json()), path
    assert rows.one(dba, "select count(*) from bankagent.request_readings") == 0
    assert (await api.get(f"/requests/{request_id}/comments", headers=of_cases)).status_code == 200
    assert rows.one(dba, "select array_agg(reader) from bankagent.request_readings") == ["cara"]
    assert (await api.get(f"/requests/{request_id}/file", headers=of_cases)).status_code == 200
