"""Heartbeat: it goes on, whatever becomes of a connection."""

import pytest

from bankagent.db.pool import Connection, connect
from bankagent.queue.heartbeat import Heartbeat
from tests.support import verbs
from tests.support.workers import Crew


@pytest.mark.parametrize("error", [ValueError, KeyError, RecursionError, FileNotFoundError])
async def test_a_heartbeat_goes_on_after_an_error_of_any_kind(
    crew: Crew, error: type[Exception]
) -> None:
    failed = []

    async def connect_at_the_second_try() -> Connection:
        if not failed:
            failed.append(error)
            raise error("asked for")
        return await connect(crew.worker_url)

    heartbeat = Heartbeat(connect_at_the_second_try, verbs.register_silent(crew.conn))
    await heartbeat.start()
    assert failed
    assert heartbeat.is_trying
    assert crew.one("select 1 from ops.workers where alive and pid is not null")
    await heartbeat.stop()
