"""Confidence of a result: how often people upheld the same recommendation, from 30 votes on."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bankagent.db import schema
from bankagent.domain.confidence import LEAST_VOTES
from bankagent.service.decisions import evaluate
from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.payloads import PAYLOAD
from tests.support.people import vote
from tests.support.rows import Conn, connect, refused

LARGE = PAYLOAD | {"notional": 6000000}
COUNTS = "select rules, votes, upheld from bankagent.recommendation_counts order by rules"
# Written another way than the trigger does: from the last entry of each request, in words.
RECOUNTED = """
select array(
        select f ->> 'rule_id' from jsonb_array_elements(e.fired) as f
        where f ->> 'rule_id' <> 'DECISIONS-STOPPED' order by 1
    ) as rules,
    count(*) as votes
from bankagent.votes as v
join bankagent.evaluations as e using (job_id, attempt)
group by 1
order by 1
"""


@pytest.fixture
def conn(db: Database) -> Iterator[Conn]:
    with connect(db.url) as found:
        people.add_reviewers(found, "anna")
        yield found


@pytest.fixture
def api(db: Database) -> Iterator[Conn]:
    with connect(db.api_url) as found:
        yield found


async def decided(db: Database, conn: Conn, payload: dict[str, Any], number: int) -> list[int]:
    found = verbs.submit(conn, number, payload=payload)
    await decide_all(db)
    return found


def result(conn: Conn, request_id: int) -> dict[str, Any]:
    *_, last = rows.entries(conn, request_id)
    found: dict[str, Any] = last.result
    return found


async def test_from_30_votes_on_a_result_says_how_often_people_upheld_it(
    db: Database, conn: Conn, api: Conn
) -> None:
    first, *others = await decided(db, conn, LARGE, LEAST_VOTES)
    assert result(conn, first)["confidence_basis"] == {"method": None, "reason": "a person decides"}
    for request_id in others:
        vote(api, request_id, verdict="reject")
    (before,) = await decided(db, conn, LARGE, 1)
    assert result(conn, before)["confidence"] is None
    vote(api, first, verdict="approve")
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 30, 29)]
    (after,) = await decided(db, conn, LARGE, 1)
    told = result(conn, after)
    assert told["confidence"] == 0.8332
    assert told["confidence_basis"] == {"method": "wilson", "n": 30, "upheld": 29}
    # The vote on that one is people's word, which has no number.
    vote(api, after, verdict="needs_info")
    assert result(conn, after)["confidence"] is None
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 31, 30)]
    # Other rules have votes of their own.
    (usual,) = await decided(db, conn, PAYLOAD, 1)
    assert result(conn, usual)["confidence_basis"] == {"method": "rule"}


async def test_votes_under_a_stop_count_for_what_the_policy_recommended(
    db: Database, conn: Conn, api: Conn
) -> None:
    conn.execute("select * from bankagent.stop_decisions('trade_review', 'A look at all.')")
    held = await decided(db, conn, PAYLOAD, LEAST_VOTES)
    for request_id in held:
        vote(api, request_id, verdict="approve")
    assert rows.fetch(conn, COUNTS) == [(["TR-000"], 30, 30)]
    assert [(one.rules, one.votes) for one in rows.fetch(conn, RECOUNTED)] == [(["TR-000"], 30)]
    with rows.triggers_off(conn):
        conn.execute("update bankagent.stops set lifted_at = now(), lift_asked_at = now(), "
                     "lifted_by = 'b', lift_asked_by = 'a'")  # fmt: skip
    (request_id,) = await decided(db, conn, PAYLOAD, 1)
    told = result(conn, request_id)
    assert (told["decision"], told["decided_by"]) == ("approved", "policy")
    assert (told["confidence"], told["confidence_basis"]["method"]) == (0.8864, "wilson")


@pytest.mark.parametrize(
    ("outcome", "upheld"),
    [
        ("approve", {"approve"}),
        ("needs_info", {"needs_info"}),
        ("review", {"reject", "needs_info"}),
        ("dual_control", {"reject", "needs_info"}),
        ("escalate", {"reject", "needs_info"}),
        ("reject", {"reject"}),
    ],
)
def test_each_outcome_is_upheld_by_some_verdicts(
    conn: Conn, outcome: str, upheld: set[str]
) -> None:
    assert outcome in evaluate.ENDS
    said = "select v from unnest(array['approve', 'reject', 'needs_info']) as v "
    found = rows.fetch(conn, said + "where bankagent.is_upheld(%s, v)", outcome)
    assert {row.v for row in found} == upheld


async def test_the_migration_counts_past_votes_as_the_trigger_counts_new_ones(
    db: Database, conn: Conn, api: Conn
) -> None:
    verdicts = ("approve", "reject", "needs_info")
    for payload in (LARGE, LARGE | {"currency": "XAU"}):
        waiting = await decided(db, conn, payload, 3)
        for request_id, verdict in zip(waiting, verdicts, strict=True):
            vote(api, request_id, verdict=verdict)
    counted = rows.fetch(conn, "table bankagent.recommendation_counts")
    assert sum(row.votes for row in counted) == 6
    assert [(row.rules, row.votes) for row in rows.fetch(conn, COUNTS)] == [
        (row.rules, row.votes) for row in rows.fetch(conn, RECOUNTED)
    ]
    with conn.transaction(), rows.triggers_off(conn):
        conn.execute("delete from bankagent.recommendation_counts")
        conn.execute(schema.read("migrations/0112_count_past_votes.sql").text.encode())
    again = rows.fetch(conn, "table bankagent.recommendation_counts")
    assert sorted(again, key=str) == sorted(counted, key=str)


WRITE = "insert into bankagent.recommendation_counts select key, 1, key, '{}', 30, 30 "


@pytest.mark.parametrize(
    "statement",
    [
        f"{WRITE} from bankagent.policies limit 1",
        "update bankagent.recommendation_counts set upheld = votes",
        "delete from bankagent.recommendation_counts",
        "truncate bankagent.recommendation_counts",
    ],
)
async def test_no_statement_but_a_vote_changes_the_counts_a_superusers_neither(
    db: Database, conn: Conn, api: Conn, statement: str
) -> None:
    (request_id,) = await decided(db, conn, LARGE, 1)
    vote(api, request_id, verdict="approve")
    with refused("BA403", "recommendation_counts is append-only"):
        conn.execute(statement)
    for url in (db.api_url, db.worker_url):
        with connect(url) as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(statement)
    assert rows.fetch(conn, COUNTS) == [(["TR-010"], 1, 0)]
