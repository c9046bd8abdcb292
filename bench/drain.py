"""Drain of trade_review by real workers: requests a second, and what a first screening costs.

    python bench/drain.py postgresql://postgres@localhost/scratch sdn.csv alt.csv --workers 1

The database must be empty but for the schema (`bankagent migrate`), and the user a superuser. The
payloads have every field, a client each and 1,000 counterparties in turn; OFAC's list is in force.
Each worker screens each counterparty once in the first 3,000 requests a worker, whose time does not
count; that of the `--requests` after them does. Without the two files no list is loaded, as with
code that has none.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
from psycopg.types.json import Jsonb

from bench import ordinary_names

COUNTERPARTIES = 1_000
IN_ONE_SUBMIT = 1_000
WARM = 3_000
MOST_S = 300
LEFT = "select count(*) from procrastinate.procrastinate_jobs where status in ('todo', 'doing')"
FULL = {
    "symbol": "AAPL", "notional": 1000000, "currency": "USD", "side": "buy", "quantity": 10000,
    "price": 100, "isin": "US0378331005", "mic": "XNAS", "trade_date": "2026-11-24",
    "settlement_date": "2026-11-25", "counterparty_lei": "5493001KJTIIGC8Y1R12", "book": "EQ-1",
    "trader": "t.example",
}  # fmt: skip


def submit(conn: psycopg.Connection, first: int, many: int, extra: dict) -> None:
    random = Random(8)
    names = ordinary_names.companies(random, 500) + ordinary_names.people(random, 500)
    for begin in range(first, first + many, IN_ONE_SUBMIT):
        items = [
            {
                "client_id": f"CUST-{n}",
                "request_type": "trade_review",
                "payload": FULL | extra | {"counterparty_name": names[n % COUNTERPARTIES]},
            }
            for n in range(begin, min(begin + IN_ONE_SUBMIT, first + many))
        ]
        conn.execute("select bankagent.submit_requests(%s)", [Jsonb(items)])
    conn.execute("vacuum analyze bankagent.banking_requests")


def drained(conn: psycopg.Connection, dsn: str, workers: int, counted: int) -> float:
    """Start the workers and return the seconds that they need for the last of the jobs."""
    environment = os.environ | {"DATABASE_URL": dsn, "BANKAGENT_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "procrastinate", "--app=bankagent.worker.app", "worker"]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(workers)
    ]
    try:
        first, of = 0.0, 0
        until = time.monotonic() + MOST_S
        while (left := conn.execute(LEFT).fetchone()[0]) and time.monotonic() < until:
            if not first and left <= counted:
                first, of = time.monotonic(), left
            time.sleep(0.02)
        assert not left
        return of / (time.monotonic() - first)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


BEGIN = "select bankagent.begin_reference_import(%s, 'bench', current_date, 'x')"
FINISH = "select bankagent.finish_reference_import(%s)"
ACTIVATE = "select bankagent.activate_reference(%s)"
LIMIT = "insert into bankagent.trading_limits values (%s, 'book', 'EQ-1', 'USD', 5000000)"
ENTRY = "insert into bankagent.screening_entries values (%s, %s, 'unknown', '-', null, null, '[]')"
NAME = (
    "insert into bankagent.screening_names values (%s, %s, %s, %s, 'strong') on conflict do nothing"
)


def load(conn: psycopg.Connection, sdn: Path, alt: Path) -> None:
    from bench.screening import read  # noqa: PLC0415 - older code has no screening

    names = [one for one, _ in read(sdn, alt)]
    entries = {one.entry_id for one in names if one.name_type == "primary"}
    with imported(conn, "trading_limits") as id_:
        conn.execute(LIMIT, [id_])
    with imported(conn, "screening:OFAC-SDN") as id_, conn.cursor() as cursor:
        cursor.executemany(ENTRY, [(id_, entry) for entry in entries])
        found = [one for one in names if one.entry_id in entries]
        cursor.executemany(NAME, [(id_, one.entry_id, one.name, one.name_type) for one in found])


@contextmanager
def imported(conn: psycopg.Connection, dataset: str) -> Iterator[int]:
    with conn.transaction():
        id_ = conn.execute(BEGIN, [dataset]).fetchone()[0]
        yield id_
        conn.execute(FINISH, [id_])
    conn.execute(ACTIVATE, [dataset])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("dsn")
    asked.add_argument("lists", nargs="*", type=Path)
    asked.add_argument("--workers", type=int, default=1)
    asked.add_argument("--requests", type=int, default=10_000)
    asked.add_argument("--extra", type=json.loads, default={})
    asked = asked.parse_args()
    with psycopg.connect(asked.dsn, autocommit=True) as conn:
        if asked.lists:
            load(conn, *asked.lists)
        submit(conn, 1, asked.requests + WARM * asked.workers, asked.extra)
        print(f"{drained(conn, asked.dsn, asked.workers, asked.requests):,.0f} a second")
        print(
            conn.execute(
                "select outcome, fired -> 0 ->> 'rule_id', count(*) from bankagent.evaluations "
                "group by 1, 2 order by 3 desc limit 5"
            ).fetchall()
        )


if __name__ == "__main__":
    main()
