"""Replay of 100,000 requests: seconds, and the memory of the process.

    python bench/replay.py postgresql://postgres@localhost/scratch [--requests 20000]

Fills a database that is empty but for the schema (`bankagent migrate`) with trades that have every
field, a client each and 1,000 counterparties; one in ten is above the limit, and one in ten in
euros. They are submitted by the verb, and decided and settled by the code of a worker in this
process, so that their inputs are recorded as in production. Then `bankagent policy replay` runs as
a process of its own, with the versions that decided and with another version, and its time and its
memory are printed. A database that has the requests already is only replayed. The user must be a
superuser.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time

import psycopg
from psycopg.types.json import Jsonb

from bankagent import catalog
from bankagent.db.pool import new_pool
from bankagent.queue.batch import Batches
from bankagent.queue.claims import Claims
from bankagent.queue.drain import Drain
from bankagent.queue.settler import Settler
from bankagent.service.decisions.decider import Decider
from bankagent.store.queue import heartbeat, jobs
from bench.drain import COUNTERPARTIES, FULL, IN_ONE_SUBMIT

OFAC = "screening:OFAC-SDN"
REPLAY = "from bankagent.cli.main import main; main()"


def payload(n: int) -> dict:
    changed = {"counterparty_name": f"Granite Shipping {n % COUNTERPARTIES}"}
    if n % 10 == 1:
        changed |= {"notional": 6_000_000, "quantity": 60_000}
    if n % 10 == 2:
        changed |= {"currency": "EUR"}
    # A book without a limit would send all of them to people.
    return {name: value for name, value in FULL.items() if name != "book"} | changed


def submit(conn: psycopg.Connection, many: int) -> None:
    for begin in range(0, many, IN_ONE_SUBMIT):
        items = [
            {"client_id": f"CUST-{n}", "request_type": "trade_review", "payload": payload(n)}
            for n in range(begin, min(begin + IN_ONE_SUBMIT, many))
        ]
        conn.execute("select bankagent.submit_requests(%s)", [Jsonb(items)])


def load_list(conn: psycopg.Connection) -> None:
    with conn.transaction():
        begin = "select bankagent.begin_reference_import(%s, 'bench', current_date, 'x')"
        (id_,) = conn.execute(begin, [OFAC]).fetchone()
        conn.execute(
            "insert into bankagent.screening_entries "
            "values (%s, '1', 'unknown', '-', null, null, '[]')",
            [id_],
        )
        conn.execute(
            "insert into bankagent.screening_names "
            "values (%s, '1', 'GRANITE SHIPPING 7', 'primary', 'strong')",
            [id_],
        )
        conn.execute("select bankagent.finish_reference_import(%s)", [id_])
    conn.execute("select bankagent.activate_reference(%s)", [OFAC])


async def decide(dsn: str) -> int:
    """Decide all that waits, as a worker does; return how many."""
    many = 0
    async with new_pool(dsn) as pool, pool.connection() as conn:
        register = "select worker_id from procrastinate.procrastinate_register_worker_v1()"
        ((worker_id,),) = await (await conn.execute(register)).fetchall()
        await heartbeat.tell_facts(conn, worker_id, catalog.fact_names())
        settler = Settler(lambda: pool, Claims(lambda: pool, lambda: False))
        batches = Batches(lambda: pool, Decider(lambda: pool), Drain(), settler)
        while True:
            await heartbeat.keep_worker(conn, worker_id, host="here", pid=1, version="bench")
            batch = await jobs.claim(conn, worker_id, queues=None, most=500)
            if not batch:
                return many
            await batches.process(batch, worker_id)
            many += len(batch)


def replayed(dsn: str, *options: str) -> None:
    command = (sys.executable, "-c", REPLAY, "policy", "replay", "--since", "2000-01-01", "--json")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run(
        [*command, *options],
        env=os.environ | {"DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{' '.join(options) or 'own versions'}: {told['evaluations']:,} evaluations of "
        f"{told['requests']:,} requests in {took:.1f} s, {cpu:.1f} s of CPU, "
        f"{used.ru_maxrss / 1024:.0f} MB; {told['agreed']:,} agree, {told['differ']:,} differ, "
        f"{told['changed']:,} changed"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("dsn")
    asked.add_argument("--requests", type=int, default=100_000)
    asked = asked.parse_args()
    with psycopg.connect(asked.dsn, autocommit=True) as conn:
        if conn.execute("select from bankagent.banking_requests limit 1").fetchone() is None:
            began = time.monotonic()
            load_list(conn)
            submit(conn, asked.requests)
            decided = asyncio.run(decide(asked.dsn))
            conn.execute("vacuum analyze")
            print(f"{decided:,} requests decided in {time.monotonic() - began:.0f} s")
    replayed(asked.dsn)
    replayed(asked.dsn, "--draft", "1")


if __name__ == "__main__":
    main()
