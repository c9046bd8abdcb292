"""A plain CLI worker whose decision is a constant: what is left is the queue and its writes.

BENCH_KIND=lat prints "S <request id> <time>" at the start of each attempt; the first attempt of
all prints "FIRST <time>".
"""

import os
import sys
import time
from decimal import Decimal
from hashlib import sha256

from bankagent import catalog
from bankagent.db import schema, service_login
from bankagent.domain.evaluation import Evaluation, Outcome
from bankagent.domain.known import NOTHING
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.queue.app import new_app
from bankagent.queue.connector import Connector
from bankagent.settings import load
from bankagent.store.operations.startup import check

LATENCY = os.environ.get("BENCH_KIND") == "lat"
# settle_jobs takes only a policy that the database has.
TABLE = schema.read("policies/trade_review.sql").text.split("$policy$")[1]
EVALUATION = Evaluation(
    policy_key="trade_review",
    policy_version=1,
    policy_sha256=sha256(TABLE.encode()).hexdigest(),
    outcome=Outcome.APPROVE,
    facts={"notional": Decimal(2500000), "currency": "USD"},
    fired=(),
)
seen_first = False


async def decide(request: ClaimedRequest) -> Settlement:
    global seen_first  # noqa: PLW0603
    if LATENCY:
        sys.stdout.write(f"S {request.request_id} {time.time()}\n")
    if LATENCY or not seen_first:
        sys.stdout.write("" if seen_first else f"FIRST {time.time()}\n")
        sys.stdout.flush()
        seen_first = True
    return Settlement(
        status="processed",
        decision="approved",
        evaluation=EVALUATION,
        result={
            "client_id": request.client_id,
            "request_type": request.request_type,
            "decision": "approved",
            "confidence": Decimal("1.0"),
            "summary": "Approved.",
        },
    )


class Constant:
    async def prepare(self, _):
        return NOTHING

    async def decide(self, request, _):
        return await decide(request)


app = new_app(
    Connector(lambda: service_login.opened(load(), service_login.WORKER)),
    Constant(),
    check=lambda conn: check(conn, service_login.WORKER, production=False),
    facts=catalog.fact_names(),
)
