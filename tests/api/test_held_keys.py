"""An idempotency key that another session holds: its callers wait, and all others are served."""

import asyncio
import time
from itertools import count

import httpx
import psycopg

from tests.support.databases import Database
from tests.support.payloads import TRADE

HOLD_KEY = (
    "insert into bankagent.idempotency_keys (caller, key, request_id, body_sha256) "
    "select maker, 'held', 1, repeat('0', 64) from bankagent.banking_requests limit 1"
)


async def post(api: httpx.AsyncClient, key: str) -> tuple[int, float]:
    began = time.monotonic()
    headers = {"Idempotency-Key": key}
    answer = await api.post("/requests", json=TRADE, headers=headers)
    return answer.status_code, time.monotonic() - began


async def test_a_key_in_an_open_transaction_is_told_and_its_neighbours_are_stored_meanwhile(
    api: httpx.AsyncClient, db: Database
) -> None:
    assert (await post(api, "first"))[0] == 201
    with psycopg.connect(db.url) as holder:
        holder.execute(HOLD_KEY)
        held = asyncio.create_task(post(api, "held"))
        took: list[float] = []
        numbers = count()

        async def keep_posting() -> None:
            while not held.done():
                status, seconds = await post(api, f"k{next(numbers)}")
                assert status == 201
                took.append(seconds)

        await asyncio.gather(*(keep_posting() for _ in range(20)))
        status, seconds = await held
        assert status == 503
        # 20 at a time wait for nothing that the held one waits for, 5 s long.
        assert len(took) > 40
        assert sorted(took)[len(took) * 95 // 100] < seconds / 2
        holder.rollback()
    assert (await post(api, "held"))[0] == 201


async def test_a_key_that_comes_free_in_time_is_stored_or_replayed(
    api: httpx.AsyncClient, db: Database
) -> None:
    assert (await post(api, "first"))[0] == 201
    with psycopg.connect(db.url) as holder:
        holder.execute(HOLD_KEY)
        held = asyncio.create_task(post(api, "held"))
        await asyncio.sleep(1)
        assert not held.done()
        holder.rollback()
        assert (await held)[0] == 201
