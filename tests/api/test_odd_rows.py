"""Rows of a form that only a write past the constraints leaves: each is shown in its list."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.api.models.approvals import Approvals
from tests.support import people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused, triggers_off

RULE = {"rule_id": "TR-1", "outcome": "review", "text": "a text", "facts": {"notional": 1}}
FIRED: list[Any] = ["TR-1", {}, 7, None, [7], [None], [[RULE]], [{}], [RULE | {"facts": []}]]
NO_OBJECT: list[Any] = ["text", 7, [], [{}], True, None]
CONSTRAINTS = (
    ("evaluations", "evaluations_facts_are_an_object"),
    ("evaluations", "evaluations_fired_is_a_list_of_rules"),
    ("agent_audit_log", "agent_audit_log_result_is_an_object"),
)


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    """A superuser on a database in which the constraints do not hold yet."""
    with connect(db.url) as conn:
        for table, name in CONSTRAINTS:
            conn.execute(f"alter table bankagent.{table} drop constraint {name}")
        yield conn


def odd(conn: Conn, request_id: int, column: str, value: Any) -> None:
    """Let the evaluation of a request have this value, and its approval the digest of it."""
    with triggers_off(conn):
        conn.execute(
            f"update bankagent.evaluations set {column} = %s where request_id = %s",
            [json.dumps(value), request_id],
        )
        conn.execute(
            "update bankagent.approvals as a set digest = ops.approval_digest(r, e) "
            "from bankagent.banking_requests as r, bankagent.evaluations as e "
            "where r.id = a.request_id and e.job_id = a.job_id and a.request_id = %s",
            [request_id],
        )


@pytest.mark.parametrize(
    ("column", "value"),
    [*(("fired", value) for value in FIRED), *(("facts", value) for value in NO_OBJECT)],
    ids=str,
)
async def test_an_odd_evaluation_is_shown_whole_among_the_others_and_can_be_voted_on(
    api: httpx.AsyncClient, dba: Conn, column: str, value: Any
) -> None:
    anna = people.bearer(people.add_key(dba, "reviewer", "anna"))
    first, found, last = people.waiting(dba, 3)
    odd(dba, found, column, value)
    answer = await api.get("/approvals", headers=anna)
    assert answer.status_code == 200, answer.text
    Approvals.model_validate(answer.json())
    shown = {one["request"]["id"]: one for one in answer.json()["approvals"]}
    assert list(shown) == [first, found, last]
    assert shown[first]["fired"][0]["rule_id"] == "TR-010"
    if column == "facts":
        assert shown[found]["facts"] == {"unreadable": value}
    else:
        parts = value if isinstance(value, list) else [value]
        assert [rule["facts"]["unreadable"] for rule in shown[found]["fired"]] == parts
    body = {"verdict": "reject", "reason": "Not readable.", "digest": shown[found]["digest"]}
    cast = await api.post(f"/requests/{found}/votes", json=body, headers=anna)
    assert cast.status_code == 201, cast.text


@pytest.mark.parametrize("result", NO_OBJECT, ids=str)
async def test_an_odd_result_is_shown_in_the_trail_and_takes_no_vote_away(
    api: httpx.AsyncClient, dba: Conn, result: Any
) -> None:
    anna = people.bearer(people.add_key(dba, "reviewer", "anna"))
    (request_id,) = people.waiting(dba)
    with triggers_off(dba):
        dba.execute(
            "update bankagent.agent_audit_log set result = %s where action = 'awaiting_approval'",
            [json.dumps(result)],
        )
    trail = await api.get(f"/requests/{request_id}/audit")
    assert trail.status_code == 200, trail.text
    assert trail.json()["audit"][-1]["result"] == {"unreadable": result}
    one = await api.get(f"/requests/{request_id}")
    assert one.json()["latest_audit"]["result"] == {"unreadable": result}
    assert (await api.get("/requests")).status_code == 200
    processed = await api.post(f"/requests/{request_id}/process")
    assert processed.json()["result"] == ({"unreadable": result} if result else {})
    body = {"verdict": "approve", "reason": "Read.", "digest": people.digest(dba, request_id)}
    cast = await api.post(f"/requests/{request_id}/votes", json=body, headers=anna)
    assert cast.status_code == 201, cast.text
    assert rows.entries(dba, request_id)[-1].result["decision"] == "approved"


def test_no_entry_is_written_with_a_result_that_is_no_object(db: Database) -> None:
    with connect(db.url) as conn:
        (request_id,) = people.waiting(conn)
        for result in NO_OBJECT:
            with refused("23514", "agent_audit_log_result_is_an_object"):
                conn.execute(
                    "insert into bankagent.agent_audit_log "
                    "(request_id, action, actor, from_status, to_status, result) values "
                    "(%s, 'voted', 'x', 'awaiting_approval', 'awaiting_approval', %s)",
                    [request_id, json.dumps(result)],
                )
