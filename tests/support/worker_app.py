"""The real worker, except that a payload may ask for trouble: {"test": {"sleep_s": 1, …}}.

Everything else is decided as in production.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bankagent.domain.known import Known
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.service.decisions.decider import Decider
from bankagent.worker import build, new_connector
from tests.support.payloads import PAYLOAD

CALM = json.dumps(PAYLOAD)


class Troubled(Decider):
    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:
        if any(asked(request).get("unprepared") for request in batch):
            raise RuntimeError(f"asked for, in a batch of {len(batch)}")
        return await super().prepare(batch)

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
        settlement = await super().decide(replace(request, payload=CALM), known)
        if trouble.get("refused"):
            # What the database will not take: a NUL in jsonb.
            settlement.result["summary"] = f"\x00 {request.payload}"
        return settlement


def asked(request: ClaimedRequest) -> dict[str, Any]:
    return json.loads(request.payload, parse_int=str).get("test") or {}


connector = new_connector()
app = build(connector, Troubled(connector.open_pool))
