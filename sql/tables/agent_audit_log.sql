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

-- Only ever grows: let vacuum freeze it as it comes, not in one long run.
alter table bankagent.agent_audit_log set (
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05
);

create index agent_audit_log_request_idx on bankagent.agent_audit_log (request_id, id);
create index agent_audit_log_created_at_brin on bankagent.agent_audit_log
using brin (created_at) with (pages_per_range = 16);

comment on table bankagent.agent_audit_log is
'The trail: one entry for each move of a request and each lost or failed attempt, in order of id. '
'Append-only for everyone; outlives the job. Holds ids, rule ids, amounts and digests, no names.';
comment on column bankagent.agent_audit_log.id is 'Order of the trail.';
comment on column bankagent.agent_audit_log.request_id is 'The request.';
comment on column bankagent.agent_audit_log.action is 'What happened; listed in request_moves.';
comment on column bankagent.agent_audit_log.actor is
'Who did it: a caller, policy:<key>@<version>, worker:<id>, rescuer, or a database user.';
comment on column bankagent.agent_audit_log.from_status is 'Status before; new for a birth.';
comment on column bankagent.agent_audit_log.to_status is 'Status after.';
comment on column bankagent.agent_audit_log.created_at is 'When it was written (UTC).';
comment on column bankagent.agent_audit_log.job_id is 'The request''s job at that time.';
comment on column bankagent.agent_audit_log.attempt is
'Which run of the job, counted from 1; null where no run was involved.';
comment on column bankagent.agent_audit_log.xid is
'The transaction that wrote it: the same that changed the request and its job.';
comment on column bankagent.agent_audit_log.result is
'What came out: the decision with its rules, or the error''s type.';
comment on index bankagent.agent_audit_log_request_idx is 'The trail of one request.';
comment on index bankagent.agent_audit_log_created_at_brin is 'For probes of what is new.';
comment on sequence bankagent.agent_audit_log_id_seq is 'Order of the trail.';
