create or replace function bankagent.last_told(p_request_id bigint)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    select a.result
    from agent_audit_log as a
    where a.request_id = p_request_id and not ops.is_work_action(a.action)
    order by a.id desc
    limit 1
$$;

comment on function bankagent.last_told(bigint) is
'Result that the caller of a request was told last. It is that of its last audit entry, without '
'moves of the work list and comments.';
