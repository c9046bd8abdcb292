"""How long ops.audit_gaps and the other probes take beside a million audit entries.

    python bench/audit_gaps.py postgresql://postgres@localhost/scratch

The database must be empty but for the schema (`bankagent migrate`), and the user a superuser: rows
are written in sets, past the triggers, spread evenly over the last 24 hours.
"""

import statistics
import sys
import time

import psycopg

ENDED, WAITING = 400_000, 200_000  # two entries each, and one each

LOAD = """
set session_replication_role to replica;
set synchronous_commit to off;

create temporary table made as
select
    n as id,
    n <= {ended} as ended,
    now() - (({ended} + {waiting} - n) * interval '24 hours' / ({ended} + {waiting})) as at
from generate_series(1, {ended} + {waiting}) as n;

insert into procrastinate.procrastinate_jobs (id, queue_name, task_name, args, status, attempts)
select
    id, 'trade_review', 'bankagent.process_request', jsonb_build_object('request_id', id),
    (case when ended then 'succeeded' else 'todo' end)::procrastinate.procrastinate_job_status,
    ended::integer
from made;

insert into bankagent.banking_requests (
    id, client_id, request_type, payload, status, created_at, updated_at, maker, job_id
)
select
    id, 'CUST-1042', 'trade_review', '{{"symbol": "AAPL", "notional": 2500000}}',
    case when ended then 'processed' else 'received' end, at, at, 'bench', id
from made;

insert into bankagent.agent_audit_log (
    request_id, action, actor, from_status, to_status, created_at, job_id, attempt, result
)
select
    made.id, move.action, 'bench', move.from_status, move.action,
    made.at + move.after, made.id, move.attempt, '{{"decision": "approved"}}'
from made
cross join (
    values
    ('received', 'new', null, interval '0'),
    ('processed', 'received', 1, interval '1 second')
) as move (action, from_status, attempt, after)
where made.ended or move.action = 'received'
order by made.at + move.after;

insert into bankagent.decisions (request_id, decision, decided_by, actor, job_id, attempt)
select id, 'approved', 'policy', 'bench', id, 1 from made where ended;

set session_replication_role to origin;
"""

PROBES = {
    "ops.audit_gaps_since(1 minute)": "select ops.audit_gaps_since(now() - '1 min'::interval)",
    "ops.audit_gaps_since(1 hour)": "select ops.audit_gaps_since(now() - '1 hour'::interval)",
    "ops.audit_gaps, all of it": "table ops.audit_gaps",
    "ops.stuck_requests": "table ops.stuck_requests",
    "ops.queue_depth": "table ops.queue_depth",
    "ops.workers": "table ops.workers",
    "rescue_jobs, each second": "select * from bankagent.rescue_jobs(p_stuck => false)",
    "rescue_jobs with stuck requests": "select * from bankagent.rescue_jobs()",
}


def main(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        began = time.monotonic()
        conn.execute(LOAD.format(ended=ENDED, waiting=WAITING))
        conn.execute("vacuum analyze")
        print(f"loaded {2 * ENDED + WAITING:,} entries in {time.monotonic() - began:.0f} s")
        for name, probe in PROBES.items():
            times = []
            for _ in range(5):
                began = time.monotonic()
                found = conn.execute(probe).fetchall()
                times.append((time.monotonic() - began) * 1000)
            print(f"{statistics.median(times):10.1f} ms  {name} ({len(found)} rows)")


if __name__ == "__main__":
    main(sys.argv[1])
