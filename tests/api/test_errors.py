"""Every error is a problem, Starlette's own included, and tells nothing of the inside."""

import httpx
import psycopg
import pytest

from bankagent import catalog
from tests.support.databases import Database
from tests.support.payloads import TRADE


def is_a_problem(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = answer.json()
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    return problem


async def test_what_is_not_there_is_a_problem(api: httpx.AsyncClient) -> None:
    for route in ("/", "/nothing", "/requests/", "/requests/1/", "/requests/1/nothing", "/%00"):
        problem = is_a_problem(await api.get(route), 404)
        assert problem["type"] == "about:blank"
    assert is_a_problem(await api.get("/requests/7"), 404) == {
        "type": "urn:bankagent:problem:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such request.",
        "errors": [],
    }


async def test_a_method_that_a_route_does_not_take_is_a_problem(api: httpx.AsyncClient) -> None:
    problem = await api.delete("/requests/1")
    is_a_problem(problem, 405)
    assert problem.headers["allow"] == "GET"
    is_a_problem(await api.put("/requests"), 405)
    is_a_problem(await api.delete("/requests"), 405)
    is_a_problem(await api.request("BREW", "/livez"), 405)


async def test_the_findings_say_which_field_and_what_is_expected(api: httpx.AsyncClient) -> None:
    answer = await api.post(
        "/requests", json={"client_id": "", "request_type": 1, "payload": [], "extra": 1}
    )
    assert is_a_problem(answer, 422)["errors"] == [
        {"field": "client_id", "expected": "must have at least 1 character"},
        {"field": "request_type", "expected": "must be a text"},
        {"field": "payload", "expected": "must be a JSON object"},
        {"field": "extra", "expected": "is not a field here: leave it out"},
    ]
    answer = await api.post("/requests", json=TRADE | {"payload": {"symbol": "A", "notional": -5}})
    (finding,) = is_a_problem(answer, 422)["errors"]
    assert finding["field"] == "payload.notional"
    assert "above 0" in finding["expected"]
    answer = await api.post("/requests", json=TRADE | {"request_type": "bribe"})
    names = ", ".join(known.name for known in catalog.TYPES)
    assert is_a_problem(answer, 422)["errors"] == [
        {"field": "request_type", "expected": f"must be one of: {names}"}
    ]


async def test_a_type_that_the_database_does_not_have_is_refused_until_it_is_migrated(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(
            "insert into bankagent.request_types (name, queue, policy_key, description) "
            "select 'x', queue, policy_key, description from bankagent.request_types limit 1"
        )
        conn.execute("delete from bankagent.request_types where name = 'trade_review'")
    problem = is_a_problem(await api.post("/requests", json=TRADE), 503)
    assert problem["detail"] == (
        "A request type is not taken here (trade_review): the database does not have it yet: its "
        "operator runs bankagent migrate."
    )


async def test_what_nobody_foresaw_is_a_problem_without_its_text_and_the_log_says_where(
    api: httpx.AsyncClient, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(
            "create or replace function bankagent.submit_requests(items jsonb) "
            "returns table (item integer, request_id bigint, status text, outcome text) "
            "language plpgsql as $$ begin "
            "raise exception 'canary %', items using errcode = 'XX000'; end $$"
        )
    problem = is_a_problem(await api.post("/requests", json=TRADE), 500)
    assert "canary" not in str(problem)
    assert "canary" not in caplog.text
    assert "CUST-1042" not in caplog.text
    (told,) = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert (told["method"], told["route"], told["error"]) == ("POST", "/requests", "InternalError_")
    assert "requests/verbs.py:" in told["where"]


async def test_a_right_that_the_service_lacks_is_no_fault_of_the_caller(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(
            "revoke execute on function bankagent.submit_requests(jsonb) from bankagent_api"
        )
    answer = await api.post("/requests", json=TRADE)
    assert "/readyz" in str(is_a_problem(answer, 503)["detail"])
    assert answer.headers["retry-after"] == "2"


async def test_a_schema_that_changed_underfoot_says_run_migrate(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("drop function bankagent.submit_requests(jsonb)")
    answer = await api.post("/requests", json=TRADE)
    assert "bankagent migrate" in str(is_a_problem(answer, 503)["detail"])
