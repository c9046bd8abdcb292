"""bankagent beside its peers: the form that the peers' harness asks for (bench/README.md).

The workers are the plain Procrastinate CLI with bankagent's manager; evaluation, decision, audit
entry, status and the end of the job are written as in production, only the decision is a constant.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from common import new_request, paced

from bankagent.db.group_commit import GroupCommit
from bankagent.db.migrate import migrate
from bankagent.db.pool import new_pool
from bankagent.db.url import DatabaseUrl
from bankagent.domain.submission import Submission
from bankagent.store.requests import verbs

TRANSACTIONAL = "yes: submit_requests writes request, audit entry and job in one statement"
CONC = 100
PENDING_SQL = (
    "SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE status IN ('todo', 'doing')"
)
IN_ONE_SUBMIT = 1000
HERE = Path(__file__).parent


def versions():
    from importlib.metadata import version  # noqa: PLC0415

    return {name: version(name) for name in ("bankagent", "procrastinate", "psycopg")}


async def install(dsn):
    # The harness copies the environment for its workers before it asks for their command.
    os.environ["DATABASE_URL"] = dsn
    os.environ["PROCRASTINATE_LOG_LEVEL"] = "warning"
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    await asyncio.to_thread(migrate, dsn)


def as_the_api(dsn):
    """As the API connects in development: only its role may name who submits."""
    return DatabaseUrl.parse(dsn).conninfo(application_name="bench", role="bankagent_api")


def item(i):
    client_id, _, payload = new_request(i)
    return Submission(client_id, "trade_review", json.loads(payload), actor="anonymous")


def intake(pool):
    async def flush(items):
        async with pool.connection() as conn:
            return await verbs.submit(conn, items)

    return GroupCommit(flush, repeatable=lambda _: False)


async def w1(dsn, n, clients):
    """Each client waits for its commit; those that wait together are committed together."""
    async with new_pool(as_the_api(dsn), least=2, most=2) as pool:
        submits, lat = intake(pool), []

        async def client(number):
            for k in range(n // clients):
                began = time.perf_counter()
                await submits.put(item(number * n + k))
                lat.append(time.perf_counter() - began)

        await submits.put(item(0))
        began = time.perf_counter()
        await asyncio.gather(*(client(number) for number in range(clients)))
        return lat, time.perf_counter() - began


async def bulk(dsn, kind, ids):  # noqa: ARG001
    """The harness counts in public: give it views of our tables there, without the births."""
    async with new_pool(as_the_api(dsn)) as pool, pool.connection() as conn:
        for begin in range(0, len(ids), IN_ONE_SUBMIT):
            await verbs.submit(conn, [item(i) for i in ids[begin : begin + IN_ONE_SUBMIT]])
    async with new_pool(dsn) as pool, pool.connection() as conn:
        await conn.execute("drop table public.agent_audit_log, public.banking_requests")
        await conn.execute(
            "create view public.banking_requests as select id, "
            "case status when 'received' then 'pending' else status end as status "
            "from bankagent.banking_requests"
        )
        await conn.execute(
            "create view public.agent_audit_log as select id, request_id "
            "from bankagent.agent_audit_log where action = 'processed'"
        )


async def latency(dsn, n, interval):
    async with new_pool(as_the_api(dsn)) as pool:
        submits = intake(pool)

        async def one(key):
            await submits.put(item(key))

        return await paced(n, interval, one)


def worker_cmd(kind):  # noqa: ARG001
    return [sys.executable, "-m", "procrastinate", "--app=constant_worker.app", "worker"]
