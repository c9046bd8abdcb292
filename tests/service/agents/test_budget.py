"""A call of a model between two transactions: begun, ended, and its faults noted."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.domain.agent import FenceLost
from bankagent.domain.model_call import CallRefused
from bankagent.domain.model_fault import ModelFault
from bankagent.domain.put_off import PutOff
from bankagent.service.agents.budget import budgeted
from tests.support import models, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

FENCE = ("job_id", "worker_id", "attempts", "request_id")
ASKED = ("openai", "m", (1000, 500))


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def fence(db: Database, dba: Conn) -> dict[str, int]:
    models.listed(dba)
    with connect(db.worker_url) as worker:
        (found,) = models.attempts(dba, worker)
    return dict(zip(FENCE, found, strict=True))


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url) as opened:
        yield opened


async def test_an_answered_call_is_ended(dba: Conn, pool: Pool, fence: dict[str, int]) -> None:
    async with budgeted(pool, fence, *ASKED) as call:
        call.tokens = (900, 100, 0)
    (use,) = rows.fetch(dba, "select state, tokens from ops.model_call_use")
    assert use == ("answered", 1000)
    assert call.cost == Decimal("0.0011")


async def test_a_call_that_the_provider_does_not_count_ends_with_its_reserve(
    dba: Conn, pool: Pool, fence: dict[str, int]
) -> None:
    async with budgeted(pool, fence, *ASKED):
        pass
    (use,) = rows.fetch(dba, "select state, tokens from ops.model_call_use")
    assert use == ("answered", 1500)


async def test_an_attempt_that_lost_its_job_begins_no_call(
    dba: Conn, pool: Pool, fence: dict[str, int]
) -> None:
    with pytest.raises(FenceLost):
        async with budgeted(pool, fence | {"attempts": 7}, *ASKED):
            raise AssertionError("no call begins")


async def test_a_fault_puts_the_job_off_until_the_time_of_the_429(
    dba: Conn, pool: Pool, fence: dict[str, int]
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=3)
    with pytest.raises(PutOff) as caught:
        async with budgeted(pool, fence, *ASKED):
            raise ModelFault("rate_limited", until)
    assert (caught.value.until, caught.value.reason) == (until, "model_rate_limited (openai:m)")
    with pytest.raises(PutOff) as caught:
        async with budgeted(pool, fence, *ASKED):
            raise AssertionError("no call begins while its provider is paused")
    assert caught.value.reason == "provider_paused (openai:m)"


async def test_a_refused_call_is_not_made(dba: Conn, pool: Pool, fence: dict[str, int]) -> None:
    rows.fetch(dba, "select * from bankagent.retire_model('openai', 'm')")
    with pytest.raises(CallRefused, match="model_retired"):
        async with budgeted(pool, fence, *ASKED):
            raise AssertionError("no call begins")


async def test_another_error_leaves_the_call_open(
    dba: Conn, pool: Pool, fence: dict[str, int]
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with budgeted(pool, fence, *ASKED):
            raise ZeroDivisionError
    (use,) = rows.fetch(dba, "select state, tokens from ops.model_call_use")
    assert use == ("open", 1500)
