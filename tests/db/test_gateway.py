"""The API's way to its database: bounded in time, and in our words."""

import asyncio
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from bankagent.db.errors import as_ours, lasts
from bankagent.db.gateway import ABANDONED, Gateway
from bankagent.db.pool import Connection, Pool, new_pool
from bankagent.db.url import DatabaseUrl
from bankagent.errors import (
    BadRequest,
    CannotRun,
    Conflict,
    Forbidden,
    NotFound,
    SchemaMismatch,
    Stale,
    Unavailable,
)
from tests.support.databases import Database


async def let_pass(_: Connection) -> None:
    return


async def one(conn: Connection) -> int:
    row = await (await conn.execute("select 1")).fetchone()
    assert row
    return int(row[0])


async def sleep(conn: Connection) -> None:
    await conn.execute("select pg_sleep(20)")


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    """One connection for all."""
    url = DatabaseUrl.parse(db.api_url).conninfo(application_name="test")
    async with new_pool(url, most=1, timeout_s=0.3) as found:
        yield found


async def test_a_question_that_takes_too_long_is_given_up_in_time(pool: Pool) -> None:
    gateway = Gateway(pool, let_pass, deadline_s=0.2)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await gateway.ask(sleep)
    assert time.monotonic() - began < 5
    async with asyncio.timeout(20):
        await asyncio.gather(*ABANDONED, return_exceptions=True)
    assert await gateway.ask_within(2, one) == 1


async def test_a_pool_that_is_full_is_unavailable(pool: Pool) -> None:
    gateway = Gateway(pool, let_pass)
    async with pool.connection():
        with pytest.raises(Unavailable):
            await gateway.ask(one)
    assert await gateway.ask(one) == 1


async def test_one_who_goes_away_takes_the_question_along(pool: Pool) -> None:
    gateway = Gateway(pool, let_pass)
    asking = asyncio.create_task(gateway.ask(sleep))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(20):
        await asyncio.gather(*ABANDONED, return_exceptions=True)
    assert await gateway.ask(one) == 1


async def test_the_database_is_looked_at_before_the_first_question_and_when_asked_to(
    pool: Pool,
) -> None:
    looks: list[str | None] = [None, "wrong"]

    async def look(_: Connection) -> None:
        if wrong := looks.pop(0):
            raise SchemaMismatch(wrong)

    gateway = Gateway(pool, look)
    assert [await gateway.ask(one) for _ in range(3)] == [1, 1, 1]
    assert looks == ["wrong"]
    with pytest.raises(SchemaMismatch, match="wrong"):
        await gateway.probe(8)
    looks.append(None)
    assert await gateway.ask(one) == 1
    assert looks == []


@pytest.mark.parametrize(
    ("state", "ours", "for_good"),
    [
        ("BA404", NotFound, False),
        ("BA409", Conflict, False),
        ("BA422", BadRequest, False),
        ("BA412", Stale, False),
        ("BA403", Forbidden, False),
        ("42501", CannotRun, True),
        ("42883", SchemaMismatch, True),
        ("22P05", BadRequest, False),
        ("23505", BadRequest, False),
        ("25006", Unavailable, False),
        ("40P01", Unavailable, False),
        ("53300", Unavailable, False),
        ("55P03", Unavailable, False),
        ("57P01", Unavailable, False),
        ("58030", Unavailable, False),
        ("XX000", None, True),
    ],
)
async def test_what_the_server_says_becomes_our_word(
    pool: Pool, state: str, ours: type | None, *, for_good: bool
) -> None:
    async with pool.connection() as conn:
        with pytest.raises(psycopg.Error) as refused:
            await conn.execute(
                f"do $$ begin raise exception 'request 7 is so' using errcode = '{state}'; end $$"
            )
    found = as_ours(refused.value)
    assert type(found) is (ours or type(None))
    assert lasts(refused.value) is for_good
    if state in {"BA403", "BA404", "BA409", "BA412", "BA422"}:
        assert found
        assert found.detail == "Request 7 is so."
