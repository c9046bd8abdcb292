create table bankagent.agent_audit_log (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    action text not null,
    actor text not null,
    from_status text not null,
    to_status text not null,
    created_at timestamptz not null default clock_timestamp(),
    job_id bigint,
    attempt integer,
    xid xid8 not null default pg_current_xact_id(),
    result jsonb not null default '{}'
);

-- The table only grows: let vacuum freeze rows as they come, not in one long run.
alter table bankagent.agent_audit_log set (
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05
);

create index agent_audit_log_request_idx on bankagent.agent_audit_log (request_id, id);
create index agent_audit_log_created_at_brin on bankagent.agent_audit_log
using brin (created_at) with (pages_per_range = 16);

comment on table bankagent.agent_audit_log is
'Audit trail: one entry for each move, and for each lost or failed attempt. Read it in the order '
'of id. Append-only for every user, superusers included; outlives the job. Holds ids, rule ids, '
'amounts and digests, no names.';
comment on column bankagent.agent_audit_log.id is
'Number of the entry; the trail is read in this order.';
comment on column bankagent.agent_audit_log.request_id is
'Request that the entry is about; banking_requests.id.';
comment on column bankagent.agent_audit_log.action is
'Action of the entry; request_moves lists them all.';
comment on column bankagent.agent_audit_log.actor is
'Author of the move. A caller, policy:<key>@<version>, worker:<id>, rescuer, or a database user.';
comment on column bankagent.agent_audit_log.from_status is
'Status before the move; ''new'' for a request that was not there yet.';
comment on column bankagent.agent_audit_log.to_status is 'Status after the move.';
comment on column bankagent.agent_audit_log.created_at is 'Time of the entry (UTC).';
comment on column bankagent.agent_audit_log.job_id is
'Job of the request at that time; procrastinate_jobs.id.';
comment on column bankagent.agent_audit_log.attempt is
'Attempt of the job, counted from 1; null where no attempt was involved.';
comment on column bankagent.agent_audit_log.xid is
'Transaction that wrote the entry. The same one changed the request and its job.';
comment on column bankagent.agent_audit_log.result is
'Details as JSON: the decision with its rules, or the type of the error.';
comment on index bankagent.agent_audit_log_request_idx is 'Audit trail of one request.';
comment on index bankagent.agent_audit_log_created_at_brin is
'New entries by time, for monitoring.';
comment on sequence bankagent.agent_audit_log_id_seq is 'Numbers of audit entries.';
