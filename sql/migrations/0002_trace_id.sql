-- Which trace an entry belongs to. The column comes empty and gets its default afterwards, so that
-- no row is rewritten; what is there has null, so that `not valid` spares a scan and says nothing
-- untrue.
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
'The W3C trace of the call or run that wrote it, as the logs have it too; null where none was '
'known. A session names its own by: set bankagent.traceparent to ''00-<trace>-<span>-00''.';

-- It returns more now; functions/claim_jobs.sql makes it again.
drop function if exists bankagent.claim_jobs(
    bigint, text[], integer, boolean, text, integer, bigint
);
