"""How long lists of requests take beside a million of them (GET /requests, the statement alone).

    python bench/request_lists.py postgresql://postgres@localhost/scratch

The database must be empty but for the schema (`bankagent migrate`), and the user a superuser: rows
are written in one set, past the triggers, one a minute. 60 % are one maker's and 10 another's.
"""

import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bankagent.db.pool import connect
from bankagent.domain.request import Filters
from bankagent.store.requests import lists

LOAD = """
set session_replication_role to replica;
insert into bankagent.banking_requests (
    client_id, request_type, payload, status, created_at, updated_at, maker, job_id
)
select
    'CUST-' || (20000 * random())::integer,
    'trade_review',
    '{"symbol": "AAPL", "notional": 2500000, "currency": "USD", "side": "buy"}',
    case
        when random() < 0.001 then (
            array['received', 'awaiting_approval', 'needs_info', 'failed']
        )[1 + (3 * random())::integer]
        when random() < 0.002 then 'cancelled'
        else 'processed'
    end,
    now() - (1000000 - n) * interval '1 minute',
    now(),
    case
        when n % 100000 = 7 then 'rare'
        when random() < 0.6 then 'bulk'
        else 'desk-' || (30 * random())::integer
    end,
    n
from generate_series(1, 1000000) as n;
insert into bankagent.decisions (request_id, decision, decided_by, actor)
select id, 'approved', 'policy', 'bench'
from bankagent.banking_requests
where status = 'processed';
"""
NOW = datetime.now(UTC)
THEN = NOW - timedelta(days=300)
LISTS: dict[str, dict[str, Any]] = {
    "everything": {},
    "own, of many": {"maker": "bulk"},
    "own, of some": {"maker": "desk-3"},
    "own, of few": {"maker": "rare"},
    "one client's": {"client_id": "CUST-77"},
    "own, one client's": {"maker": "bulk", "client_id": "CUST-77"},
    "failed": {"status": "failed"},
    "own, needs_info": {"maker": "desk-3", "status": "needs_info"},
    "processed": {"status": "processed"},
    "cancelled, a look": {"status": "cancelled"},
    "own, cancelled, a look": {"maker": "desk-3", "status": "cancelled"},
    "a type that nobody uses, a look": {"request_type": "none"},
    "a client that nobody has": {"client_id": "none"},
    "a day, long ago": {"created_after": THEN, "created_before": THEN + timedelta(days=1)},
    "before a time long ago": {"created_before": THEN},
    "before all": {"created_before": NOW - timedelta(days=9999)},
}


async def main(url: str) -> None:
    conn = await connect(url)
    await conn.execute(LOAD)
    await conn.execute("vacuum analyze")
    for name, asked in LISTS.items():
        filters = Filters(**{"maker": None} | asked)
        times = []
        for _ in range(9):
            began = time.perf_counter()
            found = await lists.page(conn, filters, before=2**62, most=51)
            times.append((time.perf_counter() - began) * 1000)
        print(f"{statistics.median(times):8.1f} ms  {name} ({len(found)} rows)")
    await conn.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
