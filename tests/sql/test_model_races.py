"""Limits of model calls when 20 connections begin calls at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.support import models, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

TOGETHER, EACH = 20, 3


def storm(db: Database, held: list[models.Fence]) -> Counter[str]:
    """Begin calls in all attempts at once, each on its own connection; count the answers."""
    gate = Barrier(TOGETHER)

    def begin(fence: models.Fence) -> list[Any]:
        with connect(db.worker_url) as conn:
            gate.wait(timeout=60)
            return [models.begin(conn, fence) for _ in range(EACH)]

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = [answer for many in pool.map(begin, held) for answer in many]
    return Counter(answer.reason or answer.disposition for answer in answers)


@pytest.mark.parametrize(
    ("scope", "most", "begun", "reason"),
    [
        ("provider_minute", {"requests": 7}, 7, "provider_minute_requests"),
        ("provider_minute", {"tokens": 10000}, 6, "provider_minute_tokens"),
        ("client_day", {"money": "0.015"}, 7, "client_day_money"),
        ("client_day", {"requests": 11}, 11, "client_day_requests"),
        ("request", {"tokens": 3000}, 40, "request_tokens"),
        ("client_in_hand", {"requests": 4}, 12, "client_in_hand"),
    ],
)
def test_a_limit_is_never_exceeded(
    db: Database,
    dba: Conn,
    worker: Conn,
    scope: str,
    most: dict[str, Any],
    begun: int,
    reason: str,
) -> None:
    models.listed(dba)
    models.limit(dba, scope, **most)
    held = models.attempts(dba, worker, TOGETHER)
    assert storm(db, held) == {"begun": begun, reason: TOGETHER * EACH - begun}
    assert rows.one(dba, "select count(*) from bankagent.model_call_starts") == begun


def test_a_paused_provider_is_tried_by_one_of_20(db: Database, dba: Conn, worker: Conn) -> None:
    models.listed(dba)
    held = models.attempts(dba, worker, TOGETHER)
    for fence in held[:3]:
        begun = models.begin(worker, fence)
        models.fault(worker, fence, begun.call_id, "unavailable")
    with rows.triggers_off(dba):
        dba.execute("update bankagent.model_faults set paused_until = noted_at")
    assert storm(db, held) == {"begun": 1, "provider_probed": TOGETHER * EACH - 1}
