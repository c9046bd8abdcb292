-- The trace of each audit entry. The column is added without a default, which is set afterwards, so
-- that no row is rewritten. All rows that exist have null, which the check allows: `not valid` only
-- saves the scan.
alter table bankagent.agent_audit_log add column trace_id text;
alter table bankagent.agent_audit_log alter column trace_id set default bankagent.trace_id_of(
    current_setting('bankagent.traceparent', true)
);
alter table bankagent.agent_audit_log add constraint trace_id_is_of_w3c
check (
    length(trace_id) = 32
    and rtrim(trace_id, '0123456789abcdef') = ''
    and trace_id <> repeat('0', 32)
) not valid;

comment on column bankagent.agent_audit_log.trace_id is
'W3C trace id of the call or attempt that wrote the entry; null if unknown. The logs have it '
'too. A session names its own by: set bankagent.traceparent to ''00-<trace>-<span>-00''.';

-- Its result has more columns now; functions/queue/claim_jobs.sql creates it again.
drop function if exists bankagent.claim_jobs(
    bigint, text[], integer, boolean, text, integer, bigint
);
