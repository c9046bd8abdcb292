create or replace function bankagent.submit_for_call(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint,
    p_idempotency_key text
)
returns table (request_id bigint, disposition text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    cause banking_requests;
    call record;
    submitted bigint;
    job bigint;
    around text;
begin
    if not coalesce(
        lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id), false
    ) then
        return query select null::bigint, 'lost';
        return;
    end if;
    select r.* into cause from banking_requests as r where r.id = p_request_id;
    -- The arguments are those of the call: what was approved is what is done.
    select t.content ->> 'request_type' as request_type, (t.content -> 'payload')::jsonb as payload,
        q.queue, d.name as agent
    into call
    from tool_calls as c
    inner join agent_runs as u on u.request_id = c.request_id and u.run = c.run
    inner join agent_definitions as d on d.sha256 = u.definition_sha256
    inner join agent_texts as t
        on t.request_id = c.request_id and t.sha256 = c.arguments_sha256
    inner join request_types as q on q.name = t.content ->> 'request_type'
    where c.request_id = p_request_id
        and c.idempotency_key = p_idempotency_key
        and c.effect = 'write_db'
        and c.name = 'submit_request'
        and json_typeof(t.content -> 'payload') = 'object'
        and not exists (select from tool_results as e where e.tool_call = c.id);
    if not found then
        perform refuse_record('call', 'it_submits_a_request_and_has_not_ended');
    end if;
    select case
        when trace_id_of(j.args ->> 'traceparent') is not null then j.args ->> 'traceparent'
    end
    into around
    from procrastinate_jobs as j
    where j.id = p_job_id;
    submitted := nextval('banking_requests_id_seq');
    insert into procrastinate_jobs (queue_name, task_name, args)
    values (
        call.queue, 'bankagent.process_request',
        jsonb_strip_nulls(jsonb_build_object('request_id', submitted, 'traceparent', around))
    )
    returning id into job;
    with born as (
        insert into banking_requests (
            id, client_id, request_type, payload, maker, on_behalf_of, job_id
        )
        values (
            submitted, cause.client_id, call.request_type, call.payload, cause.maker,
            cause.on_behalf_of, job
        )
    )

    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, trace_id, result
    )
    values (
        submitted, 'received', 'agent:' || call.agent, 'new', 'received', job,
        trace_id_of(around), jsonb_build_object('submitted_for', p_request_id)
    );
    return query select submitted, 'submitted';
end
$$;

comment on function bankagent.submit_for_call(bigint, bigint, integer, bigint, text) is
'Submit the request that a call of submit_request names, in its transaction. For the '
'attempt that owns the agent''s request. Client, maker and person are those of that request, and '
'type and payload are the call''s stored arguments. Returns the new request and a disposition: '
'submitted, or lost (nothing was written). BA422: there is no such call, or it has ended.';
