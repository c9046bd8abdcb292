"""Group commit on a real database: sets, split batches, and answers that did not come."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import psycopg
import pytest

from bankagent import logs
from bankagent.db.group_commit import GroupCommit
from bankagent.db.pool import Pool, new_pool
from bankagent.domain import trace
from bankagent.domain.trace import Trace
from bankagent.errors import Unavailable
from tests.support.databases import Database

Sizes = list[int]


@pytest.fixture
async def pool(empty_db: Database) -> AsyncIterator[Pool]:
    async with new_pool(empty_db.url) as found:
        async with found.connection() as conn:
            await conn.execute("create table stored (n integer primary key)")
        yield found


def storing(pool: Pool, sizes: Sizes) -> Callable[[Sequence[int]], object]:
    async def flush(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        async with pool.connection() as conn:
            cursor = await conn.execute(
                "insert into stored select unnest(%s::integer[]) returning n", [list(items)]
            )
            return [n for (n,) in await cursor.fetchall()]

    return flush


async def stored(pool: Pool) -> list[int]:
    async with pool.connection() as conn:
        rows = await (await conn.execute("select n from stored order by n")).fetchall()
    return [n for (n,) in rows]


async def test_what_gathers_during_a_flush_goes_with_the_next_in_one_statement(pool: Pool) -> None:
    sizes: Sizes = []
    commits = GroupCommit(storing(pool, sizes), repeatable=lambda _: True)
    answers = await asyncio.gather(*(commits.put(n) for n in range(50)))
    assert answers == list(range(50))
    assert sum(sizes) == 50
    assert len(sizes) <= 3


async def test_the_one_item_at_fault_is_found_and_its_neighbours_are_stored(pool: Pool) -> None:
    async with pool.connection() as conn:
        await conn.execute("insert into stored values (7)")
    commits = GroupCommit(storing(pool, []), repeatable=lambda _: True)
    answers = await commits.put_all(list(range(20)))
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Exception)] == [7]
    assert isinstance(answers[7], psycopg.errors.UniqueViolation)
    assert await stored(pool) == list(range(20))


async def test_what_nothing_would_mend_is_told_to_all_and_the_next_batch_goes_on(
    pool: Pool,
) -> None:
    commits = GroupCommit(storing(pool, []), repeatable=lambda _: True)
    async with pool.connection() as conn:
        await conn.execute("alter table stored rename to away")
    answers = await commits.put_all([1, 2])
    assert all(isinstance(answer, psycopg.errors.UndefinedTable) for answer in answers)
    async with pool.connection() as conn:
        await conn.execute("alter table away rename to stored")
    assert await commits.put(3) == 3


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_lost_answer_is_asked_for_again_only_where_that_is_safe(
    pool: Pool, repeatable: bool
) -> None:
    plain = storing(pool, [])
    tries = 0

    async def cut_off_once(items: Sequence[int]) -> list[int]:
        nonlocal tries
        tries += 1
        if tries == 1:
            async with pool.connection() as conn:
                await conn.execute("select pg_terminate_backend(pg_backend_pid())")
        return await plain(items)

    commits = GroupCommit(cut_off_once, repeatable=lambda _: repeatable)
    if repeatable:
        assert await commits.put(1) == 1
    else:
        with pytest.raises(Unavailable, match="not known whether this was stored"):
            await commits.put(1)


async def test_too_many_waiting_are_refused_at_once(pool: Pool) -> None:
    commits = GroupCommit(storing(pool, []), repeatable=lambda _: True, waiting=3)
    first = [asyncio.ensure_future(commits.put(n)) for n in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Too much is waiting"):
        await commits.put(3)
    assert await asyncio.gather(*first) == [0, 1, 2]


async def test_what_a_flush_logs_is_about_many_and_names_nobodys_call():
    seen = []

    async def flush(items):
        seen.append((dict(logs.fields()), trace.current()))
        return items

    with logs.bound(call_id="the-first"), trace.within(Trace.new()):
        await GroupCommit(flush, repeatable=lambda _: True).put(1)
    assert seen == [({}, None)]
