drop function if exists bankagent.renew_job(bigint, text, text);
drop function if exists bankagent.renew_job(bigint, text, text, text, jsonb);

create or replace function bankagent.renew_job(
    p_request_id bigint,
    p_from text,
    p_actor text,
    p_action text default 'requeued',
    p_result jsonb default '{}',
    p_payload jsonb default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    request banking_requests := lock_request(p_request_id);
    new_job bigint;
    traceparent text;
begin
    if request.status is distinct from p_from or exists (
        select from procrastinate_jobs as j
        where j.id = request.job_id and j.status in ('todo', 'doing')
    ) then
        return null;
    end if;

    -- The request keeps the trace of its submission, as long as its last job is there.
    traceparent := coalesce(
        (select j.args ->> 'traceparent' from procrastinate_jobs as j where j.id = request.job_id),
        current_setting('bankagent.traceparent', true)
    );
    if trace_id_of(traceparent) is null then
        traceparent := null;
    end if;

    insert into procrastinate_jobs (queue_name, task_name, args)
    select
        t.queue,
        'bankagent.process_request',
        jsonb_strip_nulls(
            jsonb_build_object('request_id', p_request_id, 'traceparent', traceparent)
        )
    from request_types as t
    where t.name = request.request_type
    returning id into new_job;

    with entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, result
        )
        values (p_request_id, p_action, p_actor, p_from, 'received', new_job, p_result)
    )

    update banking_requests
    set status = 'received',
        job_id = new_job,
        payload = coalesce(p_payload, payload),
        status_xid = pg_current_xact_id(),
        updated_at = now()
    where id = p_request_id;
    return new_job;
end
$$;

comment on function bankagent.renew_job(bigint, text, text, text, jsonb, jsonb) is
'Give a request without an open job a new job, with an audit entry p_action. Also gives it '
'p_payload, where that is not null. Returns the job''s id; null where the request is not in status '
'p_from or has an open job.';
