"""32 reviewers who race, over HTTP and by raw SQL under their names: what must never happen.

Meanwhile they delegate to each other, break glass, and what they have so is ended.

TRIES=10000 .venv/bin/python -m pytest tests/api/test_vote_races.py -s    (SEED=8: another run)
"""

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from tests.support import approvals, delegations, people, rows
from tests.support.api_process import Api, serving
from tests.support.databases import Database
from tests.support.escalations import ESCALATE
from tests.support.people import Keyed
from tests.support.rows import Conn, connect

TRIES = int(os.environ.get("TRIES", "320"))
SEED = int(os.environ.get("SEED", "12"))
REVIEWERS, LIMIT, IN_A_ROUND = 32, 1_000_000, 64
# Delegations and break-glass that each of two sessions tries in a round.
MOVES = 8
# One of the delegations and break-glass, the oldest first, or what it is from; some of the time.
END = (
    "select bankagent.end_authority(c.authority_id, 'A race.') "
    "from bankagent.authority_confirmations as c where %s < 0.5 and not exists ("
    "select from bankagent.authority_ends as e where e.authority_id = c.authority_id) "
    "order by c.ask_id limit 1"
)
ENOUGH = 3000
OUTCOMES = ("review", "dual_control", "escalate")

# Counted apart from the verbs and triggers: each is a row that there must not be.
NEVER = {
    "a vote of the maker, the person or the author": """
        select v.id from bankagent.votes as v
        inner join bankagent.banking_requests as r on r.id = v.request_id
        where bankagent.person_key(v.reviewer) in (
            bankagent.person_key(r.maker), bankagent.person_key(r.on_behalf_of)
        )
    """,
    "two votes of one person": """
        select min(v.id) from bankagent.votes as v
        group by v.request_id, bankagent.person_key(v.reviewer) having count(*) > 1
    """,
    "a vote over the limit": """
        select v.id from bankagent.votes as v
        inner join bankagent.approvals as a using (job_id, attempt)
        inner join bankagent.authorities as h on h.id = v.authority_id
        where h.max_amount < a.exposure_amount
    """,
    "a vote in another role than the stage's": """
        select v.id from bankagent.votes as v
        inner join bankagent.approval_stages as s using (job_id, attempt, stage)
        inner join bankagent.authorities as h on h.id = v.authority_id
        where s.role <> h.role
    """,
    "an approval with fewer people than its stages ask for, or more": """
        select d.request_id from bankagent.decisions as d
        where d.decision = 'approved' and (
            select count(distinct bankagent.person_key(v.reviewer)) from bankagent.votes as v
            where v.request_id = d.request_id and v.verdict = 'approve'
        ) <> (
            select sum(s.votes) from ops.stages_in_force(d.job_id, d.attempt) as s
        )
    """,
    "an approval with fewer votes, or without a role, than it asked for at any time": """
        select d.request_id from bankagent.decisions as d
        inner join bankagent.approval_stages as s using (job_id, attempt)
        left join lateral (
            select count(*) as n from bankagent.votes as v
            inner join bankagent.authorities as h on h.id = v.authority_id
            where (v.job_id, v.attempt) = (d.job_id, d.attempt)
                and v.verdict = 'approve' and h.role = coalesce(s.role, h.role)
        ) as given on true
        where d.decision = 'approved'
        group by d.request_id, s.escalation_id, s.role
        having max(given.n) < sum(s.votes) filter (where s.role is not null)
            or max(given.n) < count(*) filter (where s.role is null and s.escalation_id is null)
    """,
    "an escalation that raised nothing, or two of one approval": """
        select v.id from bankagent.votes as v
        where v.verdict = 'escalate' and (
            not exists (
                select from bankagent.approval_stages as s
                where s.escalation_id = v.id and s.role = 'senior'
            )
            or exists (
                select from bankagent.votes as w
                where (w.job_id, w.attempt, w.verdict) = (v.job_id, v.attempt, 'escalate')
                    and w.id <> v.id
            )
        )
    """,
    "a vote after an escalation on what was shown before": """
        select v.id from bankagent.votes as v
        inner join bankagent.votes as e using (job_id, attempt)
        where e.verdict = 'escalate' and v.id > e.id
            and coalesce(v.shown_digest, v.digest) = coalesce(e.shown_digest, e.digest)
    """,
    "a vote after the end": """
        select v.id from bankagent.votes as v inner join bankagent.votes as e
        using (job_id, attempt)
        where e.verdict in ('reject', 'needs_info') and v.id > e.id
    """,
    "a power that counts twice, delegated": """
        with powers as (
            select v.id, v.job_id, v.attempt, bankagent.person_key(p.name) as power
            from bankagent.votes as v
            left join bankagent.authority_confirmations as c
                on c.authority_id = v.authority_id and c.kind = 'delegation'
            cross join lateral (values (v.reviewer), (c.asked_by)) as p (name)
            where p.name is not null
        )
        select p.id from powers as p
        inner join powers as q using (job_id, attempt, power) where p.id < q.id
    """,
    "the power of the maker or the person, delegated": """
        select v.id from bankagent.votes as v
        inner join bankagent.banking_requests as r on r.id = v.request_id
        inner join bankagent.authority_confirmations as c
            on c.authority_id = v.authority_id and c.kind = 'delegation'
        where bankagent.person_key(c.asked_by) in (
            bankagent.person_key(r.maker), bankagent.person_key(r.on_behalf_of)
        )
    """,
    "a vote by an authority before its time or after its end": """
        select v.id, v.created_at, h.valid_from, h.valid_to, f.valid_to as from_valid_to,
            e.ended_at, fe.ended_at as from_ended_at
        from bankagent.votes as v
        inner join bankagent.authorities as h on h.id = v.authority_id
        left join bankagent.authority_ends as e on e.authority_id = h.id
        left join bankagent.authority_confirmations as c on c.authority_id = h.id
        left join bankagent.authority_asks as k on k.id = c.ask_id
        left join bankagent.authorities as f on f.id = k.from_authority_id
        left join bankagent.authority_ends as fe on fe.authority_id = f.id
        where v.created_at < h.valid_from
            or v.created_at > least(h.valid_to, f.valid_to, e.ended_at, fe.ended_at)
    """,
    "break-glass of two people, each confirmed by the other while it was in force": """
        select c.ask_id from bankagent.authority_confirmations as c
        inner join bankagent.authority_asks as k on k.id = c.ask_id
        inner join bankagent.authority_confirmations as d
            on d.kind = 'break_glass' and d.holder = c.confirmed_by
        inner join bankagent.authority_asks as l on l.id = d.ask_id
        left join bankagent.authority_ends as e on e.authority_id = d.authority_id
        where d.confirmed_at < c.confirmed_at
            and least(l.valid_to, e.ended_at) > c.confirmed_at
    """,
    "two ends": """
        select min(a.id) from bankagent.agent_audit_log as a
        where a.from_status = 'awaiting_approval' and a.to_status <> 'awaiting_approval'
        group by a.request_id, a.job_id having count(*) > 1
    """,
}


DECIDE = (
    "insert into bankagent.decisions (request_id, decision, decided_by, actor) "
    "values (%(request_id)s, 'approved', 'people', %(reviewer)s)"
)
GRANT = (
    "insert into bankagent.authorities (reviewer, role, reason) "
    "values (%(reviewer)s, 'senior', 'x')"
)


@dataclass(frozen=True, slots=True)
class Try:
    """A vote that one reviewer tries, the way it comes in, and the digest that it names."""

    request_id: int
    reviewer: Keyed
    verdict: str
    by_sql: bool
    digest: str


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def service(db: Database, free_port: int) -> Iterator[Api]:
    """An API process without workers, which would decide what a test leaves to people."""
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
        yield api


def reviewers(db: Database, dba: Conn) -> list[Keyed]:
    """Add reviewers: each fourth a senior, each third with a limit."""
    found = [people.keyed_reviewer(db.url, f"r{n}") for n in range(REVIEWERS)]
    for n, one in enumerate(found):
        limit = {"max_amount": LIMIT, "currency": "USD"} if n % 3 == 0 else {}
        approvals.allow(dba, one.name, "reviewer" if n % 4 else "senior", **limit)
    return found


def round_of(dba: Conn, chance: random.Random, racing: list[Keyed]) -> list[Try]:
    """Leave some requests to people, and return tries on them in a mixed order."""
    tries: list[Try] = []
    for outcome in OUTCOMES:
        maker, person = chance.sample(racing, 2)
        amount = chance.choice([LIMIT, LIMIT + 1, 6 * LIMIT])
        (request_id,) = approvals.waiting(
            dba, outcome, actor=maker.name, on_behalf_of=person.name.upper(),
            facts={"notional": amount, "currency": "USD"},
        )  # fmt: skip
        shown = people.digest(dba, request_id)
        tries += [
            Try(
                request_id,
                chance.choice([maker, person, *chance.choices(racing, k=14)]),
                chance.choice(["approve"] * 6 + ["reject", "needs_info"] + ["escalate"] * 3),
                chance.random() < 0.5,
                chance.choice([shown] * 15 + ["0" * 64]),
            )
            for _ in range(IN_A_ROUND // len(OUTCOMES))
        ]
    chance.shuffle(tries)
    return tries


async def by_http(client: httpx.AsyncClient, one: Try) -> str:
    body = {"verdict": one.verdict, "reason": "A race.", "digest": one.digest}
    path = f"/requests/{one.request_id}/votes"
    if one.verdict == "escalate":
        body = {"code": "other", "reason": "A race.", "digest": one.digest}
        path = f"/requests/{one.request_id}/escalations"
    answer = await client.post(path, json=body, headers=one.reviewer.headers)
    return f"HTTP {answer.status_code}"


def by_sql(url: str, one: Try) -> str:
    given = (one.request_id, one.verdict, "A race.", one.digest, one.reviewer.name)
    with connect(url) as conn:
        try:
            if one.verdict == "escalate":
                conn.execute(ESCALATE, (one.request_id, "other", *given[2:]))
            else:
                conn.execute(people.CAST, given)
        except psycopg.Error as error:
            return f"SQL {error.sqlstate}"
    return "SQL done"


def lend_and_end(url: str, chance: random.Random, racing: list[Keyed]) -> None:
    """Ask, confirm and end as people may, in any order; what is refused is refused."""
    with connect(url) as conn:
        for _ in range(MOVES):
            one, two, three = (each.name for each in chance.sample(racing, 3))
            with contextlib.suppress(psycopg.Error):
                if chance.random() < 0.5:
                    ask = delegations.delegate(conn, one, two)
                else:
                    ask = delegations.break_glass(conn, one, "senior", hours=1)
                delegations.confirm(conn, ask, chance.choice([one, two, three, three]))
            # A role that is set is left behind by an error.
            conn.execute("reset role")
            with contextlib.suppress(psycopg.Error):
                conn.execute(END, [chance.random()])


@pytest.mark.timeout(max(300, TRIES // 10))
async def test_reviewers_who_race_never_decide_past_a_rule(
    service: Api, db: Database, dba: Conn
) -> None:
    chance, racing, ends = random.Random(SEED), reviewers(db, dba), Counter[str]()
    async with httpx.AsyncClient(base_url=service.url, timeout=60) as client:
        while ends.total() < TRIES:
            tries = round_of(dba, chance, racing)
            lending = asyncio.gather(
                *(
                    asyncio.to_thread(lend_and_end, db.url, random.Random(chance.random()), racing)
                    for _ in range(2)
                )
            )
            ends += Counter(
                await asyncio.gather(
                    *(
                        asyncio.to_thread(by_sql, db.api_url, one)
                        if one.by_sql
                        else by_http(client, one)
                        for one in tries
                    )
                )
            )
            await lending
            for broken, query in NEVER.items():
                found = rows.fetch(dba, query)
                assert found == [], (broken, found)
    print(dict(sorted(ends.items())))
    expected = {"HTTP 201", "HTTP 403", "HTTP 409", "HTTP 412"}
    expected |= {"SQL done", "SQL BA403", "SQL BA409", "SQL BA412"}
    assert set(ends) <= expected
    assert rows.one(dba, "select count(*) from bankagent.votes") == (
        ends["HTTP 201"] + ends["SQL done"]
    )
    escalated = "select count(*) from bankagent.votes where verdict = 'escalate'"
    assert rows.one(dba, escalated) > 0
    decided = rows.fetch(dba, "select distinct decision from bankagent.decisions")
    assert {"approved"} <= {one.decision for one in decided} <= {"approved", "rejected"}
    # A stale digest is met by one vote in 100: a short run may have none.
    if TRIES >= ENOUGH:
        assert set(ends) == expected
        assert len(decided) == len({"approved", "rejected"})


def test_the_services_login_writes_no_vote_under_one_reviewers_name(
    db: Database, dba: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    one, two = approvals.waiting(dba, n=2)
    with connect(db.api_url) as conn:
        given = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": one}
        for statement in (
            people.INSERT_VOTE,
            DECIDE,
            GRANT,
            "update bankagent.approval_stages set votes = 1",
            "update bankagent.approvals set closed_at = now()",
            "select bankagent.grant_authority(%(reviewer)s, 'senior', 'x')",
        ):
            with rows.refused("42501"):
                conn.execute(statement, given)
        shown = people.digest(dba, two)
        conn.execute(people.CAST, (two, "approve", "x", shown, "anna"))
        for name in ("anna", "ANNA", "a.n.n.a", "desk-7", "nobody"):
            with pytest.raises(psycopg.Error):
                conn.execute(people.CAST, (two, "approve", "x", shown, name))
    assert rows.status(dba, two) == "awaiting_approval"
