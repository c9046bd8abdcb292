"""Earlier requests of a client that are the same trade, in whatever spelling they came."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.store.decisions.submissions import SubmissionRow, submissions
from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import Conn
from tests.support.verbs import submit

TRADE: dict[str, Any] = {
    "symbol": "BRK B",
    "notional": 1000000,
    "currency": "USD",
    "side": "buy",
    "quantity": "2500.5",
    "price": 400,
    "isin": "US0378331005",
    "trade_date": "2026-11-24",
    "executed_at": "2026-11-24T09:30:00Z",
    "counterparty_name": "Granite Shipping",
}
SAME: list[dict[str, Any]] = [
    {"symbol": "brk b"},
    {"symbol": "BRK  B"},
    {"symbol": "BRK B "},
    {"notional": "1000000"},
    {"notional": "1000000.00"},
    {"quantity": "2500.50"},
    {"price": "400.0"},
    {"currency": None},
    {"executed_at": "2026-11-24T09:30:00+00:00"},
    {"executed_at": "2026-11-24t10:30:00.000+01:00"},
    {"executed_at": "2026-11-25T00:30:00+15:00"},
    {"counterparty_name": "GRANITE  SHIPPING "},
]
OTHER: list[dict[str, Any]] = [
    {"symbol": "BRKB"},
    {"symbol": "BRK A"},
    {"notional": "1000000.01"},
    {"quantity": 2500},
    {"quantity": None},
    {"price": -400},
    {"currency": "EUR"},
    {"side": "sell"},
    {"isin": None},
    {"trade_date": "2026-11-25"},
    {"executed_at": "2026-11-24T09:30:00.000001Z"},
    {"executed_at": "2026-11-24T09:30:00+01:00"},
    {"counterparty_name": "Granite Shipping Ltd"},
]
# As they may come by psql: a cast of one of these must not hold up a batch.
INVALID: list[dict[str, Any]] = [
    {"notional": "1e6"},
    {"notional": "NaN"},
    {"notional": "9" * 200_000},
    {"quantity": {}},
    {"price": [1]},
    {"price": True},
    {"executed_at": "2026-02-30T09:30:00Z"},
    {"executed_at": "2026-02-29T09:30:00Z"},
    {"executed_at": "1900-02-29T09:30:00Z"},
    {"executed_at": "2026-04-31T09:30:00Z"},
    {"executed_at": "2026-11-24T24:30:00Z"},
    {"executed_at": "2026-11-24T09:30:60Z"},
    {"executed_at": "2026-11-24T09:30:00+16:00"},
    {"executed_at": "2026-11-24T09:30:00+99:99"},
    {"executed_at": "infinity"},
    {"executed_at": 7},
    {"symbol": 7},
    {"symbol": None},
    {"counterparty_name": {"a": "b"}},
]


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, least=1, most=1) as pool:
        yield pool


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


async def ask(pool: Pool, *ids: int) -> dict[int, SubmissionRow]:
    async with pool.connection() as conn:
        return {row.request_id: row for row in await submissions(conn, ids)}


def sent(dba: Conn, fields: dict[str, Any], **others: Any) -> int:
    payload = {name: value for name, value in (TRADE | fields).items() if value is not None}
    (id_,) = submit(dba, payload=payload, **others)
    return id_


async def test_the_same_trade_in_another_spelling_is_found(pool: Pool, dba: Conn) -> None:
    for n, fields in enumerate(SAME):
        client = f"CUST-{n}"
        first, second = sent(dba, fields, client_id=client), sent(dba, {}, client_id=client)
        found = await ask(pool, first, second)
        assert found[first].same_before == [], fields
        assert found[second].same_before == [first], fields
        assert found[second].is_covered


async def test_another_trade_is_not_taken_for_it(pool: Pool, dba: Conn) -> None:
    earlier = [sent(dba, fields) for fields in OTHER]
    sent(dba, {}, client_id="CUST-OTHER")
    own = sent(dba, {})
    assert (await ask(pool, own, *earlier))[own].same_before == []


async def test_an_earlier_payload_that_is_not_valid_raises_nothing(pool: Pool, dba: Conn) -> None:
    earlier = [sent(dba, fields) for fields in INVALID]
    own = sent(dba, {})
    found = await ask(pool, own, *earlier)
    assert found.keys() == {own, *earlier}
    assert found[own].same_before == []
    again = sent(dba, INVALID[0])
    assert (await ask(pool, again))[again].same_before == [earlier[0]]


async def test_a_leap_day_is_an_instant_too(pool: Pool, dba: Conn) -> None:
    first = sent(dba, {"executed_at": "2028-02-29T09:30:00Z"})
    second = sent(dba, {"executed_at": "2028-02-29T10:30:00+01:00"})
    assert (await ask(pool, second))[second].same_before == [first]


async def test_the_word_is_no_only_where_the_window_was_covered(pool: Pool, dba: Conn) -> None:
    first = sent(dba, {})
    submit(dba, 998, payload=TRADE | {"side": "sell"})
    almost, own, after = sent(dba, {}), sent(dba, {}), sent(dba, {"side": "sell_short"})
    found = await ask(pool, almost)
    assert (found[almost].same_before, found[almost].is_covered) == ([first], True)
    found = await ask(pool, after)
    assert (found[after].same_before, found[after].is_covered) == ([], False)
    found = await ask(pool, own, after)
    assert (found[own].same_before, found[own].is_covered) == ([almost], False)
