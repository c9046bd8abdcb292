create or replace function bankagent.fence_holds(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint
)
returns boolean
language sql stable
set search_path to bankagent, procrastinate, pg_temp
as $$
    select exists (
        select
        from procrastinate_jobs as j
        inner join banking_requests as r on r.job_id = j.id and r.status = 'received'
        where j.id = p_job_id
            and r.id = p_request_id
            and j.status = 'doing'
            and j.worker_id = p_worker_id
            and j.attempts = p_attempts
    )
$$;

comment on function bankagent.fence_holds(bigint, bigint, integer, bigint) is
'Test of a fence: true while the attempt still owns its request. It takes no lock.';
