"""A signal to end that comes before the Worker listens waits until it does."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from bankagent.queue.early_signal import EarlySignal


@pytest.fixture(autouse=True)
def _handlers_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_is_kept_and_sent_to_who_listens_then(number: signal.Signals) -> None:
    early, heard = EarlySignal(), asyncio.Event()
    early.keep()
    os.kill(os.getpid(), number)
    asyncio.get_running_loop().add_signal_handler(number, heard.set)
    assert early.send_again()
    async with asyncio.timeout(5):
        await heard.wait()
    asyncio.get_running_loop().remove_signal_handler(number)


def test_without_one_nothing_is_sent() -> None:
    early = EarlySignal()
    early.keep()
    assert not early.send_again()


def test_once_the_worker_listens_no_more_a_signal_is_what_it_was() -> None:
    came = []
    signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    early = EarlySignal()
    early.keep()
    early.send_again()
    os.kill(os.getpid(), signal.SIGTERM)
    assert came == [signal.SIGTERM]
