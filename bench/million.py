"""How long what DBAs and `bankagent status` look at takes beside a million requests.

    python bench/million.py postgresql://postgres@localhost/scratch [--requests 20000]

Fills a database that is empty but for the schema (`bankagent migrate`) by million.sql, and prints
for each view the median time of five runs and, where the server runs on this Linux machine, the
median of its CPU time, which neighbours do not change. The user must be a superuser: the rows are
written past the triggers. A database that has the requests already is only asked.
"""

import argparse
import statistics
import time
from pathlib import Path

import psycopg

from bankagent.store import statements

LOAD = Path(__file__).with_name("million.sql")
RUNS = 5

WATCHED = {
    "ops.queue_depth": "table ops.queue_depth",
    "ops.pauses_open": "table ops.pauses_open",
    "ops.model_call_use": "select * from ops.model_call_use where client_id = 'C'",
    "ops.model_spending": "select * from ops.model_spending where client_id = 'C'",
    "ops.model_pauses": "table ops.model_pauses",
    "ops.workers": "table ops.workers",
    "ops.oldest_requests": "table ops.oldest_requests",
    "ops.why_waiting(…)": "select * from ops.why_waiting(%(last)s)",
    "ops.request_overview, one": "select * from ops.request_overview where request_id = %(last)s",
    "ops.request_history(…)": "select * from ops.request_history(%(last)s)",
    "ops.waits": "table ops.waits",
    "ops.failures": "table ops.failures",
    "ops.requests_by_client": "select * from ops.requests_by_client limit 20",
    "ops.stuck_requests": "table ops.stuck_requests",
    "ops.audit_gaps_lately": "table ops.audit_gaps_lately",
    "ops.approvals_open": "select * from ops.approvals_open order by waiting_since limit 100",
    "ops.work_items": "select * from ops.work_items limit 100",
    "ops.exceptions_open": "select * from ops.exceptions_open order by priority, age limit 100",
    "ops.case_requirements_open": "select * from ops.case_requirements_open limit 100",
    "ops.reviews_due": "select * from ops.reviews_due order by due_on limit 100",
    "ops.reviewer_authorities": "select * from ops.reviewer_authorities limit 100",
    "ops.authority_asks": "select * from ops.authority_asks limit 100",
    "ops.exceptions_by_state": "table ops.exceptions_by_state",
    "ops.exceptions_by_cause": "table ops.exceptions_by_cause",
    "ops.exception_labels_set": "select * from ops.exception_labels_set limit 100",
    "ops.feeds": "table ops.feeds",
    "ops.documents": "select * from ops.documents order by document_id desc limit 50",
    "ops.feed_summaries, one": "select * from ops.feed_summaries where name = 'pairs-10000'",
    "ops.call_approvals": "select * from ops.call_approvals where request_id = %(last)s",
    "ops.redaction_asks": "select * from ops.redaction_asks limit 100",
    "ops.agent_trace, one": "select * from ops.agent_trace where request_id = %(last)s",
    "ops.blockers": "table ops.blockers",
    "ops.oldest_transactions": "table ops.oldest_transactions",
    "ops.row_holders": "table ops.row_holders",
    "ops.notification_queue": "table ops.notification_queue",
    "ops.table_health": "table ops.table_health",
    "ops.table_sizes": "table ops.table_sizes",
    "ops.index_use": "table ops.index_use",
    "ops.reference_in_force": "table ops.reference_in_force",
    "ops.policy_versions": "table ops.policy_versions",
    "ops.policy_periods": "table ops.policy_periods",
    "ops.retention": "table ops.retention",
    "ops.schema_drift": "table ops.schema_drift",
    "ops.functions": "table ops.functions",
    "bankagent status: open requests": statements.load("bankagent.store.operations.status")[
        "open_requests"
    ],
}
BY_WORKERS = {
    "rescue_jobs, each second": "select * from bankagent.rescue_jobs(p_stuck => false)",
    "rescue_jobs, each 30 seconds": "select * from bankagent.rescue_jobs()",
    "retire_jobs, 500 of them": "select bankagent.retire_jobs(500)",
}
NOT_WATCHED = {
    "ops.audit_gaps_since(1 hour)": "select ops.audit_gaps_since(now() - '1 hour'::interval)",
    "ops.payload_gaps": "table ops.payload_gaps",
    "ops.follow_up_gaps": "table ops.follow_up_gaps",
    "ops.exception_gaps": "table ops.exception_gaps",
    "ops.proposal_gaps": "table ops.proposal_gaps",
    "ops.work_gaps": "table ops.work_gaps",
    "ops.audit_gaps, all of it": "table ops.audit_gaps",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("url")
    parser.add_argument("--requests", type=int, default=1_000_000)
    options = parser.parse_args()
    with psycopg.connect(options.url, autocommit=True) as conn:
        if conn.execute("select from bankagent.banking_requests limit 1").fetchone() is None:
            load(conn, options.requests)
        last = conn.execute("select max(id) from bankagent.banking_requests").fetchone()
        for name, query in (WATCHED | BY_WORKERS | NOT_WATCHED).items():
            ask(conn, name, query.replace("%(last)s", str(last[0] if last else 0)))


def load(conn: psycopg.Connection, requests: int) -> None:
    began = time.monotonic()
    with conn.transaction():
        conn.execute("select set_config('bench.requests', %s, true)", [str(requests)])
        conn.execute(LOAD.read_text().encode())
    loaded = time.monotonic() - began
    conn.execute("vacuum (analyze)")
    print(
        f"{requests:,} requests loaded in {loaded:.0f} s, "
        f"vacuumed and analyzed in {time.monotonic() - began - loaded:.0f} s"
    )


def ask(conn: psycopg.Connection, name: str, query: str) -> None:
    took, cpu = [], []
    for _ in range(RUNS):
        began, used = time.monotonic(), cpu_of(conn.info.backend_pid)
        found = conn.execute(query.encode()).fetchall()
        took.append((time.monotonic() - began) * 1000)
        cpu.append(cpu_of(conn.info.backend_pid) - used)
    print(
        f"{statistics.median(took):9.1f} ms {statistics.median(cpu):9.1f} ms  "
        f"{name} ({len(found)} rows)",
        flush=True,
    )


def cpu_of(pid: int) -> float:
    """Return the milliseconds that a process has had of a CPU; 0 where it is not on this Linux."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
