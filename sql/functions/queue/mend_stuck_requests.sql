create or replace function bankagent.mend_stuck_requests()
returns table (job_id bigint, request_id bigint)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    stuck record;
begin
    for stuck in
        select s.request_id, s.job_id, s.job_status
        from ops.stuck_requests as s
        where s.code = 'no_open_job'
        order by s.request_id
        limit 1000
    loop
        -- Job, then request, as renew_job locks them; but a locked one is skipped.
        perform from procrastinate_jobs as j
        where j.id = stuck.job_id
        for no key update skip locked;
        continue when not found and stuck.job_status is not null;
        perform from banking_requests as r
        where r.id = stuck.request_id and r.job_id is not distinct from stuck.job_id
        for no key update skip locked;
        continue when not found;

        request_id := stuck.request_id;
        job_id := renew_job(request_id, 'received', 'rescuer');
        if job_id is not null then
            return next;
        end if;
    end loop;
end
$$;

comment on function bankagent.mend_stuck_requests() is
'Give each received request without an open job a new job. The audit entry of each is requeued. '
'Skips locked rows instead of waiting.';
