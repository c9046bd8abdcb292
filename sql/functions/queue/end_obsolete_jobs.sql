create or replace function bankagent.end_obsolete_jobs()
returns table (job_id bigint, request_id bigint)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with obsolete as materialized (
        select s.job_id, s.request_id
        from ops.stuck_requests as s
        where s.code = 'obsolete_job'
        order by s.job_id
        limit 1000
    ),

    locked as materialized (
        select j.id, obsolete.request_id
        from procrastinate_jobs as j
        inner join obsolete on obsolete.job_id = j.id
        where j.status in ('todo', 'doing')
        order by j.id
        for no key update of j skip locked
    )

    -- As cancel_request ends them, since the work of the job is thrown away and not done.
    update procrastinate_jobs as j
    set status = (case j.status when 'doing' then 'aborted' else 'cancelled' end)
        ::procrastinate_job_status,
        attempts = j.attempts + (j.status = 'doing')::integer,
        worker_id = null,
        abort_requested = false
    from locked
    where j.id = locked.id
    returning j.id, locked.request_id;
end
$$;

comment on function bankagent.end_obsolete_jobs() is
'End each open job that no request waits for. Its request waits for others, is final, has another '
'current job or is not there. A job that waited is cancelled, one in hand is aborted. No audit '
'entry is written, because no request moves. Skips locked rows instead of waiting.';
