create or replace function bankagent.lock_fence(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint
)
returns boolean
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    -- The lock order: jobs, then requests.
    perform 1
    from procrastinate_jobs as j
    where j.id = p_job_id
        and j.status = 'doing'
        and j.worker_id = p_worker_id
        and j.attempts = p_attempts
    for no key update;
    if not found then
        return false;
    end if;
    perform 1
    from banking_requests as r
    where r.id = p_request_id and r.job_id = p_job_id and r.status = 'received'
    for no key update;
    return found;
end
$$;

comment on function bankagent.lock_fence(bigint, bigint, integer, bigint) is
'Test of a fence under lock: true where the attempt owns its request. It owns it until the '
'transaction ends. Locks the job, then the request.';
