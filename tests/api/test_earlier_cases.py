"""The case before: which decision of the client it is, on a real database."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support import cases, people, records, reference, rows
from tests.support.databases import Database
from tests.support.decided_cases import EXTRACT, MEDIUM, fired, quiet, result, sent
from tests.support.decisions import decide_all
from tests.support.onboarding import PASSPORT, client
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        reference.listed(conn, "screening:TEST", "SOMEBODY ELSE")
        people.add_reviewers(conn, "anna")
        yield conn


def desk(dba: Conn, name: str) -> dict[str, str]:
    return people.bearer(people.add_key(dba, "caller", name))


async def test_a_decline_counts_for_an_older_request_that_is_completed_after_it(
    db: Database, dba: Conn, api: httpx.AsyncClient
) -> None:
    first = await sent(db, dba, quiet(documents=[PASSPORT, EXTRACT]))
    assert rows.status(dba, first) == "needs_info"
    second = await sent(db, dba, quiet(client=client(country="KP")))
    assert fired(dba, second) == {"CO-040"}
    answer = await api.put(
        f"/requests/{first}/payload", json={"payload": quiet()}, headers=desk(dba, "desk-1")
    )
    assert answer.status_code == 200, answer.text
    await decide_all(db)
    assert fired(dba, first) == {"CO-051"}
    assert result(dba, first)["case"]["earlier"]["request_id"] == second


async def test_of_two_decisions_the_later_one_counts_whichever_request_is_older(
    db: Database, dba: Conn
) -> None:
    waits = await sent(db, dba, quiet(client=MEDIUM))
    accepted = await sent(db, dba, quiet())
    assert rows.status(dba, accepted) == "processed"
    with connect(db.api_url) as api:
        people.vote(api, waits, verdict="reject")
    third = await sent(db, dba, quiet())
    assert result(dba, third)["case"]["earlier"]["request_id"] == waits
    assert fired(dba, third) == {"CO-051"}


def without_a_case() -> dict[str, Any]:
    """Return the end of an attempt by which no policy was applied, as an older worker makes it."""
    ends = people.asks_for_people()
    ends["evaluation"] |= {
        "policy_key": None, "policy_version": None, "policy_sha256": None, "facts": {},
        "fired": [{"rule_id": "POLICY-MISSING", "outcome": "review", "text": "x", "facts": {}}],
        "known": {},
    }  # fmt: skip
    return ends


@pytest.mark.expect_differences("an evaluation that a test writes, without a policy")
async def test_a_decline_without_a_recorded_case_is_not_forgotten(db: Database, dba: Conn) -> None:
    first = cases.submit(dba, actor="desk-1", client_id="CUST-1", payload=quiet())
    assert cases.settle(dba, first, without_a_case()) == ["settled"]
    with connect(db.api_url) as api:
        people.vote(api, first, verdict="reject")
    second = await sent(db, dba, quiet())
    assert fired(dba, second) == {"CO-051"}
    earlier = result(dba, second)["case"]["earlier"]
    assert (earlier["request_id"], earlier["rating"], earlier["next_review"]) == (first, None, None)


async def test_a_caller_learns_of_another_callers_case_the_word_alone(
    db: Database, dba: Conn, api: httpx.AsyncClient
) -> None:
    first = await sent(db, dba, quiet(client=MEDIUM), maker="desk-1")
    with connect(db.api_url) as service:
        people.vote(service, first, verdict="reject")
    others = await sent(db, dba, quiet(), maker="desk-2")
    own = await sent(db, dba, quiet(), maker="desk-1")
    for request_id, name in ((others, "desk-2"), (own, "desk-1")):
        headers = desk(dba, name)
        answer = await api.post(f"/requests/{request_id}/process", headers=headers)
        told = answer.json()["result"]["case"]["earlier"]
        explained = await api.get(f"/requests/{request_id}/explanation", headers=headers)
        text = "\n".join(one["text"] for one in records.sentences(explained.json()))
        is_own = name == "desk-1"
        assert told["word"] == "declined"
        assert told["is_own"] is is_own
        assert ("rating" in told, "changes" in told, "request_id" in told) == (is_own,) * 3
        assert ("with the rating medium" in text) is is_own
        assert ("Since then rating went from medium to low" in text) is is_own
        assert "The case was compared with the client's last one: declined." in text
    whole = rows.one(
        dba, "select known #> '{case,earlier}' from bankagent.evaluations where request_id = %s",
        others,
    )  # fmt: skip
    assert (whole["request_id"], whole["rating"]) == (first, "medium")
    anna = people.bearer(people.add_key(dba, "reviewer", "anna"))
    explained = await api.get(f"/requests/{others}/explanation", headers=anna)
    assert f"Request {first} was the client's last case" in explained.text


@pytest.mark.expect_differences("the day of the next review is written by a test")
async def test_a_review_that_is_overdue_goes_to_people(db: Database, dba: Conn) -> None:
    first = await sent(db, dba, quiet())
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.evaluations set known = jsonb_set(known, '{case,next_review}', "
            "'\"2020-11-01\"') where request_id = %s",
            [first],
        )
    late = await sent(db, dba, quiet(review="periodic"))
    assert fired(dba, late) == {"CO-052"}
    assert rows.status(dba, late) == "awaiting_approval"
