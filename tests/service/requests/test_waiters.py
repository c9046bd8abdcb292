"""Those who wait: one poll for all, no connection held, nobody lost."""

import asyncio
from collections.abc import Callable, Collection

import pytest

from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection, new_pool
from bankagent.db.url import DatabaseUrl
from bankagent.domain.request import RequestResult
from bankagent.domain.submission import Submission
from bankagent.service.requests.waiters import Waiters
from bankagent.store.requests import progress, verbs
from tests.support import worker
from tests.support.databases import Database


class Board:
    """Where outcomes are posted; remembers who asked for what."""

    def __init__(self) -> None:
        self.posted: dict[int, RequestResult] = {}
        self.asked: list[set[int]] = []
        self.trouble = 0

    def post(self, request_id: int) -> None:
        self.posted[request_id] = RequestResult(request_id, "C", "trade_review", "processed", {})

    async def ask(self, request_ids: Collection[int]) -> dict[int, RequestResult]:
        self.asked.append(set(request_ids))
        if self.trouble:
            self.trouble -= 1
            raise ConnectionError("away")
        return {i: self.posted[i] for i in request_ids if i in self.posted}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is looked at rings no bell
            await asyncio.sleep(0.002)


async def test_one_poll_asks_for_all_and_each_gets_its_own() -> None:
    board = Board()
    waiters = Waiters(board.ask, poll_s=0.01)
    waiting = [asyncio.create_task(waiters.wait(i % 3, 5)) for i in range(9)]
    await until(lambda: board.asked)
    assert board.asked[0] == {0, 1, 2}
    board.post(1)
    told = await asyncio.gather(*waiting[1::3])
    assert {reached.request_id for reached in told} == {1}
    assert sum(task.done() for task in waiting) == 3
    board.post(0)
    board.post(2)
    assert [reached.request_id for reached in await asyncio.gather(*waiting)] == [0, 1, 2] * 3
    assert len(waiters) == 0


async def test_nobody_asks_while_nobody_waits() -> None:
    board = Board()
    waiters = Waiters(board.ask, poll_s=0.01)
    assert await waiters.wait(1, 0.1) is None
    polls = len(board.asked)
    assert 1 <= polls <= 12
    await asyncio.sleep(0.1)
    assert len(board.asked) == polls
    board.post(1)
    assert await waiters.wait(1, 1)


async def test_a_poll_that_fails_loses_nobody() -> None:
    board = Board()
    board.trouble = 1
    waiters = Waiters(board.ask, poll_s=0.01)
    board.post(1)
    assert await waiters.wait(1, 5)
    assert len(board.asked) == 2


async def test_one_more_than_the_room_holds_is_answered_at_once() -> None:
    board = Board()
    waiters = Waiters(board.ask, poll_s=0.01, most=2)
    waiting = [asyncio.create_task(waiters.wait(1, 5)) for _ in range(2)]
    await until(lambda: len(waiters) == 2)
    async with asyncio.timeout(1):
        assert await waiters.wait(1, 5) is None
    board.post(1)
    assert all(await asyncio.gather(*waiting))
    assert await waiters.wait(1, 5)


async def test_stop_answers_everybody_and_whoever_comes_later() -> None:
    board = Board()
    waiters = Waiters(board.ask)
    waiting = [asyncio.create_task(waiters.wait(i, 30)) for i in range(5)]
    await until(lambda: len(waiters) == 5)
    waiters.stop()
    async with asyncio.timeout(1):
        assert await asyncio.gather(*waiting) == [None] * 5
        assert await waiters.wait(1, 30) is None


async def test_one_who_goes_away_leaves_nothing_behind() -> None:
    board = Board()
    waiters = Waiters(board.ask, poll_s=0.01)
    staying = asyncio.create_task(waiters.wait(1, 5))
    leaving = asyncio.create_task(waiters.wait(1, 5))
    await until(lambda: len(waiters) == 2)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert len(waiters) == 1
    board.post(1)
    assert await staying


async def test_five_hundred_wait_on_two_connections_of_a_real_database(db: Database) -> None:
    async with new_pool(
        DatabaseUrl.parse(db.api_url).conninfo(application_name="test"), most=2
    ) as pool:

        async def let_pass(_: Connection) -> None:
            return

        gateway = Gateway(pool, let_pass)

        async def ask(request_ids: Collection[int]) -> dict[int, RequestResult]:
            found = await gateway.ask(progress.results, request_ids, maker=None)
            return {reached.request_id: reached for reached in found}

        trade = Submission("C", "trade_review", {"symbol": "A", "notional": 1}, "anonymous")
        made = await gateway.ask(verbs.submit, [trade] * 100)
        ids = [one.request_id for one in made]
        waiters = Waiters(ask)
        waiting = [asyncio.create_task(waiters.wait(i, 20)) for i in ids * 5]
        await until(lambda: len(waiters) == 500)
        with worker.worker_by_hand(db.worker_url) as hand:
            hand.claim()
            for request_id in ids:
                hand.settle(request_id)
        found = await asyncio.gather(*waiting)
        assert [reached.request_id for reached in found] == ids * 5
