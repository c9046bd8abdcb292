"""The audit trail that a caller of its own requests reads, and what it does not tell of votes."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.support import approvals, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

OF_A_VOTE = {"vote_id", "verdict", "digest"}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_no_entry_tells_its_caller_number_verdict_or_digest_of_a_vote(
    api: httpx.AsyncClient, dba: Conn, db: Database
) -> None:
    desk = people.keyed_caller(db.url, "desk-9", "requests:read", "requests:write").headers
    auditor = people.keyed_caller(db.url, "auditor", "requests:read_all").headers
    bens = people.keyed_reviewer(db.url, "ben").headers
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba, "dual_control", actor="desk-9")
    with connect(db.api_url) as conn:
        approvals.vote(conn, one, "anna")
        latest = (await api.get(f"/requests/{one}", headers=desk)).json()["latest_audit"]
        assert latest["action"] == "voted"
        assert "1 of 2 votes are given" in latest["result"]["summary"]
        assert latest["result"].keys().isdisjoint(OF_A_VOTE)
        approvals.vote(conn, one, "ben")
    assert rows.status(dba, one) == "processed"
    trail = (await api.get(f"/requests/{one}/audit", headers=desk)).json()["audit"]
    assert [entry["action"] for entry in trail[-3:]] == ["voted", "voted", "processed"]
    assert all(entry["result"].keys().isdisjoint(OF_A_VOTE) for entry in trail)
    assert trail[-1]["result"]["decision"] == "approved"
    events = (await api.get(f"/requests/{one}/events", headers=desk)).text
    told = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
    assert told == trail
    for who in (auditor, bens):
        known = (await api.get(f"/requests/{one}/audit", headers=who)).json()["audit"]
        assert [OF_A_VOTE & entry["result"].keys() for entry in known[-3:]] == [
            OF_A_VOTE,
            OF_A_VOTE,
            {"vote_id"},
        ]
