create or replace function bankagent.mend_stuck_requests()
returns table (job_id bigint, request_id bigint)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    stuck bigint;
begin
    for stuck in
        select s.request_id
        from ops.stuck_requests as s
        where s.reason = 'no open job'
        order by s.request_id
        limit 1000
    loop
        job_id := renew_job(stuck, 'received', 'rescuer');
        request_id := stuck;
        if job_id is not null then
            return next;
        end if;
    end loop;
end
$$;

comment on function bankagent.mend_stuck_requests() is
'Gives each received request without an open job a new job, with an entry requeued.';
