"""The real worker, except that a payload may ask for trouble: {"test": {"sleep_s": 1, …}}.

Everything else is decided as in production.
"""

import asyncio
import json
import os
import signal
import sys
import time

from bankagent import catalog
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.worker import build, decider


def troubled(pool):
    decide = decider(catalog.TYPES, pool)
    calm = '{"symbol": "AAPL", "notional": 2500000}'

    async def decide_or_make_trouble(request: ClaimedRequest) -> Settlement:
        asked = json.loads(request.payload, parse_int=str).get("test")
        if asked is None:
            return await decide(request)
        sys.stdout.write(f"started {request.request_id} {time.time()}\n")
        sys.stdout.flush()
        await asyncio.sleep(float(asked.get("sleep_s", 0)))
        if asked.get("exit"):
            os.kill(os.getpid(), signal.SIGKILL)
        if asked.get("raise"):
            raise RuntimeError(f"asked for by {request.client_id}: {request.payload}")
        if asked.get("refused"):
            # What the database will not take: a NUL in jsonb.
            settlement = await decide(
                ClaimedRequest(request.request_id, request.client_id, request.request_type, calm)
            )
            settlement.result["summary"] = f"\x00 {request.payload}"
            return settlement
        return await decide(
            ClaimedRequest(request.request_id, request.client_id, request.request_type, calm)
        )

    return decide_or_make_trouble


app = build(troubled)
