"""The real worker, except that a payload may ask for trouble: {"test": {"sleep_s": 1, …}}.

Everything else is decided as in production.
"""

import asyncio
import builtins
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson

from bankagent.domain.known import Known
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.slot_decider import AgentDecider
from bankagent.worker import build, new_connector
from tests.support.payloads import PAYLOAD

CALM = json.dumps(PAYLOAD)

# Results that the encoder or the database refuses.
UNWRITABLE: dict[str, Callable[[], object]] = {
    "NUL": lambda: "\x00",
    "surrogate": lambda: "\ud800",
    "NaN": lambda: Decimal("NaN"),
    "infinity": lambda: float("inf"),
    "object": object,
    "too deep for Python": lambda: nested(100_000),
    # The server's stack ends: an error of the class 54, which no value has.
    "too deep for PostgreSQL": lambda: orjson.Fragment("[" * 20_000 + "]" * 20_000),
}


def spoiled(settlement: Settlement, request: ClaimedRequest, trouble: dict[str, Any]) -> Settlement:
    """Return a settlement that cannot be stored, where that is asked for."""
    if trouble.get("refused"):
        # What the database will not take: a NUL in jsonb.
        settlement.result["summary"] = f"\x00 {request.payload}"
    if what := trouble.get("unwritable"):
        settlement.result["summary"] = UNWRITABLE[what]()
    if trouble.get("no_evaluation"):
        return replace(settlement, evaluation=None)
    return settlement


def nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


async def leave() -> None:
    sys.exit(3)


async def misbehave(how: str | None) -> None:
    """Misbehave as no decider should: `how` is an exception's name or a deed."""
    if how is None:
        return
    if how == "a task of its own is cancelled":
        child = asyncio.create_task(asyncio.sleep(60))
        child.cancel()
        await child
    elif how == "a task of its own exits":
        await asyncio.create_task(leave())
    elif how == "it cancels itself":
        task = asyncio.current_task()
        assert task
        task.cancel()
        await asyncio.sleep(60)
    elif how == "CancelledError":
        raise asyncio.CancelledError
    elif how == "BaseExceptionGroup":
        raise BaseExceptionGroup("asked for", [SystemExit(3)])
    else:
        raise getattr(builtins, how)("asked for")


class Troubled(Decider):
    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:
        if any(asked(request).get("unprepared") for request in batch):
            raise RuntimeError(f"asked for, in a batch of {len(batch)}")
        for request in batch:
            await misbehave(asked(request).get("prepare"))
        return await super().prepare([calm(request) for request in batch])

    async def decide(self, request: ClaimedRequest, known: Known) -> Settlement:
        trouble = asked(request)
        if not trouble:
            return await super().decide(request, known)
        sys.stdout.write(f"started {request.request_id} {time.time()}\n")
        sys.stdout.flush()
        await asyncio.sleep(float(trouble.get("sleep_s", 0)))
        if trouble.get("exit"):
            os.kill(os.getpid(), signal.SIGKILL)
        if trouble.get("raise"):
            raise RuntimeError(f"asked for by {request.client_id}: {request.payload}")
        if "returns" in trouble:
            return trouble["returns"]
        await misbehave(trouble.get("how"))
        return spoiled(await super().decide(calm(request), known), request, trouble)


def calm(request: ClaimedRequest) -> ClaimedRequest:
    return replace(request, payload=CALM) if asked(request) else request


def asked(request: ClaimedRequest) -> dict[str, Any]:
    return json.loads(request.payload, parse_int=str).get("test") or {}


connector = new_connector()
within_s = float(os.environ.get("SUGGESTION_WITHIN_S", "30"))
app = build(
    connector,
    Troubled(connector.open_pool),
    slot_decider=AgentDecider(
        connector.open_pool, Decider(connector.open_pool), suggestion_within_s=within_s
    ),
)
