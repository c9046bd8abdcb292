"""Needs of request types: looked up once for a batch, on a connection that is given back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import psycopg
import pytest
from pydantic import BaseModel

from bankagent.db.pool import Connection, Pool, new_pool
from bankagent.domain.exact_json import JsonValue, dumps
from bankagent.domain.known import NOTHING, Case, Known, Recorded
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest
from bankagent.errors import BankagentError, Unavailable
from bankagent.request_types import trade_review
from bankagent.service.decisions import lookups
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.lookups import prepare
from tests.support import policies
from tests.support.databases import Database
from tests.support.known import quiet


@dataclass(frozen=True, slots=True)
class Rates:
    """How many dollars one unit of a currency is."""

    NAME: ClassVar[str] = "rates"
    usd: dict[str, int] = field(default_factory=dict)

    def part(self, case: Case) -> "Rates":
        wanted = case.payload.currency
        return Rates({wanted: self.usd[wanted]})

    def versions(self) -> dict[str, int]:
        return {"rates": 7}

    def as_json(self) -> JsonValue:
        return self.usd

    @classmethod
    def from_json(cls, recorded: Any) -> "Rates":
        return cls(recorded)


@dataclass(frozen=True, slots=True)
class Seen:
    """Which clients asked before."""

    NAME: ClassVar[str] = "seen"
    clients: frozenset[str] = frozenset()

    def part(self, case: Case) -> "Seen":
        return Seen(self.clients & {case.client_id})

    def versions(self) -> dict[str, int]:
        return {}

    def as_json(self) -> JsonValue:
        return sorted(self.clients)

    @classmethod
    def from_json(cls, recorded: Any) -> "Seen":
        return cls(frozenset(recorded))


TUTORIAL = trade_review.TradeReview.model_validate(trade_review.TYPE.example)


class Exchange(BaseModel):
    amount: int
    currency: str


def facts(payload: Exchange, known: Known) -> dict[str, JsonValue]:
    return trade_review.facts(
        trade_review.TradeReview(
            symbol="FX", notional=payload.amount * known[Rates].usd[payload.currency]
        ),
        quiet().part(trade_review.TYPE.needs, Case(1, "C-1", TUTORIAL)),
    )


EXCHANGE = RequestType(
    name="exchange",
    description="A type for tests.",
    queue="exchange",
    policy_key="trade_review",
    payload=Exchange,
    facts=facts,
    example={"amount": 1, "currency": "EUR"},
    needs=(Rates, Seen),
)
PLAIN = replace(trade_review.TYPE, needs=())
TYPES = (EXCHANGE, PLAIN)
POLICY = policies.shipped("trade_review")


def a_request(request_id: int, amount: Any = 1, *, currency: str = "EUR") -> ClaimedRequest:
    payload = dumps({"amount": amount, "currency": currency})
    return ClaimedRequest(request_id, f"C-{request_id}", "exchange", payload)


class Asked:
    """Lookups by real statements, which remember each batch that they were asked about."""

    def __init__(self) -> None:
        self.cases: list[list[Case]] = []

    async def rates(self, conn: Connection, cases: Sequence[Case]) -> Rates:
        self.cases.append([*cases])
        wanted = sorted({case.payload.currency for case in cases})
        cursor = await conn.execute("select c, length(c) from unnest(%s::text[]) as c", [wanted])
        return Rates(dict(await cursor.fetchall()))

    async def seen(self, conn: Connection, cases: Sequence[Case]) -> Seen:
        self.cases.append([*cases])
        cursor = await conn.execute("select unnest(%s::text[])", [[c.client_id for c in cases]])
        return Seen(frozenset(client_id for (client_id,) in await cursor.fetchall()))

    @property
    def lookups(self) -> Any:
        return {Rates: self.rates, Seen: self.seen}


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, least=1, most=1) as pool:
        yield pool


async def test_each_need_is_looked_up_once_for_all_requests_that_have_it(pool: Pool) -> None:
    asked = Asked()
    trade = ClaimedRequest(3, "C-3", "trade_review", dumps(trade_review.TYPE.example))
    strange = ClaimedRequest(4, "C-4", "tea_review", "{}")
    broken = a_request(5, "many")
    batch = [a_request(1), a_request(2, currency="EURO"), trade, strange, broken]
    known = await prepare(lambda: pool, batch, TYPES, asked.lookups)
    assert [[case.request_id for case in cases] for cases in asked.cases] == [[1, 2], [1, 2]]
    assert known[Rates].usd == {"EUR": 3, "EURO": 4}
    assert known[Seen].clients == {"C-1", "C-2"}


async def test_facts_read_what_was_looked_up(pool: Pool) -> None:
    batch = [a_request(1, 1_000_000), a_request(2, 2_000_000)]
    known = await prepare(lambda: pool, batch, TYPES, Asked().lookups)
    outcomes = [decide(request, POLICY, known, TYPES).evaluation.outcome for request in batch]
    assert outcomes == ["approve", "review"]


async def test_an_evaluation_records_what_its_own_request_saw_and_which_versions(
    pool: Pool,
) -> None:
    batch = [a_request(1), a_request(2, currency="EURO")]
    known = await prepare(lambda: pool, batch, TYPES, Asked().lookups)
    evaluation = decide(batch[0], POLICY, known, TYPES).evaluation
    assert evaluation.known == {"rates": {"EUR": 3}, "seen": ["C-1"]}
    assert evaluation.reference == {"rates": 7}
    replayed = Recorded.from_json(EXCHANGE.needs, evaluation.known)
    assert facts(Exchange(amount=1, currency="EUR"), replayed) == evaluation.facts


async def test_while_requests_are_decided_no_connection_is_held(pool: Pool) -> None:
    # The pool has one connection: it must be free, and idle outside of a transaction.
    await prepare(lambda: pool, [a_request(1)], TYPES, Asked().lookups)
    async with asyncio.timeout(1), pool.connection() as conn:
        assert conn.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


async def test_a_batch_that_needs_nothing_asks_no_database() -> None:
    def no_pool() -> Pool:
        raise AssertionError("a pool is asked for")

    trade = ClaimedRequest(1, "C-1", "trade_review", dumps(trade_review.TYPE.example))
    assert await prepare(no_pool, [trade] * 3, TYPES, Asked().lookups) is NOTHING
    assert await prepare(no_pool, [a_request(1, "many")], TYPES, Asked().lookups) is NOTHING


def test_a_value_that_was_not_looked_up_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(KeyError):
        NOTHING[Rates]
    with pytest.raises(KeyError):
        decide(a_request(1), POLICY, NOTHING, TYPES)


async def test_a_lookup_that_fails_is_raised_at_once(pool: Pool) -> None:
    async def too_big(conn: Connection, _: Sequence[Case]) -> Rates:
        await conn.execute("select 2147483647 + 1")
        return Rates({})

    with pytest.raises(BankagentError) as refused:
        await prepare(lambda: pool, [a_request(1)], TYPES, Asked().lookups | {Rates: too_big})
    assert not isinstance(refused.value, Unavailable)


async def test_a_database_that_goes_away_is_waited_for(
    pool: Pool, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "RETRY_AFTER_S", 0.01)
    asked, cut = Asked(), []

    async def cut_once(conn: Connection, cases: Sequence[Case]) -> Rates:
        if not cut:
            cut.append(conn.info.backend_pid)
            async with await psycopg.AsyncConnection.connect(db.url, autocommit=True) as dba:
                await dba.execute("select pg_terminate_backend(%s, 5000)", cut)
        return await asked.rates(conn, cases)

    found = asked.lookups | {Rates: cut_once}
    known = await prepare(lambda: pool, [a_request(1)], TYPES, found)
    assert cut
    assert known[Rates].usd == {"EUR": 3}


async def test_a_database_that_stays_away_is_given_up(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> Rates:
        raise psycopg.OperationalError

    monkeypatch.setattr(lookups, "RETRY_AFTER_S", 0.01)
    monkeypatch.setattr(lookups, "PATIENCE_S", 0.05)
    with pytest.raises(Unavailable):
        await prepare(lambda: pool, [a_request(1)], TYPES, Asked().lookups | {Rates: away})
