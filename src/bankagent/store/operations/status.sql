-- Statements of `bankagent status` and of the metrics; they read the views that a DBA reads.

-- name: queues
select
    q.queue,
    q.ready,
    q.scheduled,
    q.doing,
    q.oldest_wait,
    q.workers
from ops.queue_depth as q
order by q.queue;

-- name: workers
select
    w.worker_id,
    w.host,
    w.pid,
    w.version,
    w.last_heartbeat,
    greatest(clock_timestamp() - w.last_heartbeat, interval '0 seconds') as heartbeat_age,
    w.alive,
    w.jobs_held,
    w.oldest_wait,
    w.queues,
    w.listens
from ops.workers as w
order by w.worker_id;

-- name: open_requests
select r.status, count(*) as requests
from bankagent.banking_requests as r
where r.status in ('received', 'awaiting_approval', 'needs_info', 'failed')
group by r.status
order by r.status;

-- name: troubles
-- The newest of the audit trail; the whole of it is ops.audit_gaps, for a checker.
select s.request_id, 'stuck_request' as kind, s.code, 'stuck: ' || s.reason as what
from ops.stuck_requests as s
union all
select g.request_id, 'audit_gap' as kind, g.code, 'gap in the audit trail: ' || g.gap as what
from ops.audit_gaps_lately as g
order by request_id
limit 100;

-- name: row_holders
-- Not those of a moment: verbs hold rows, too.
select h.pid, h.who, h.application, h.lasts, h.state, h.tables, h.what_to_do
from ops.row_holders as h
where h.lasts > interval '3 seconds'
order by h.lasts desc
limit 10;

-- name: limit_statements
-- For the current transaction: reading the status must not burden a database in trouble.
select set_config('statement_timeout', %(milliseconds)s::text, true) as patience;

-- name: approvals
select count(*) as pending, coalesce(max(o.waits), interval '0') as oldest
from ops.approvals_open as o;

-- name: unsigned
select v.key || '@' || v.version as policy
from ops.policy_versions as v
where v.status = 'active' and v.activated_by = 'bankagent'
order by v.key;

-- name: unreviewed
select k.ask_id
from ops.authority_asks as k
where k.is_review_overdue
order by k.ask_id;

-- name: redaction_asks
select count(*) as pending, max(statement_timestamp() - k.asked_at) as oldest
from ops.redaction_asks as k
where k.state = 'asked';

-- name: beyond_workers
-- Types whose requests no live worker takes: their policy needs a fact that none finds, or none has
-- the package of the type. Through JSON, since a database of version 2 has no column package.
select t.name as request_type, to_jsonb(t) ->> 'package' as package
from bankagent.request_types as t
where
    exists (
        select from ops.workers as w
        where w.alive and w.pid is not null and (w.queues is null or t.queue = any(w.queues))
    )
    and not exists (
        select
        from ops.workers as w
        where
            w.alive
            and w.pid is not null
            and (w.queues is null or t.queue = any(w.queues))
            and coalesce(t.name <> all(ops.unknown_types(w.worker_id)), true)
    )
order by t.name;
