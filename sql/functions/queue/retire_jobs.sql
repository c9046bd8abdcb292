create or replace function bankagent.retire_jobs(p_limit integer default 500)
returns integer
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set jit to off
-- The worker that calls this each second also sends heartbeats: it must not wait long for a lock.
set lock_timeout to '500ms'
set enable_seqscan to off
set enable_bitmapscan to off
set enable_hashjoin to off
set enable_mergejoin to off
as $$
declare
    setting retention;
    walked record;
    busy bigint;
    removed integer;
begin
    if not coalesce(p_limit between 1 and 10000, false) then
        raise exception 'p_limit must be from 1 to 10000' using
            errcode = 'BA422', column = 'p_limit', hint = 'must be from 1 to 10000';
    end if;
    -- One session at a time; none waits while a DBA's transaction changes the setting.
    select * into setting from retention for update skip locked;
    if setting.keep_finished_jobs is null or coalesce(
        (
            select a.created_at >= now() - setting.keep_finished_jobs
            from agent_audit_log as a
            where a.id > setting.walked_to
            order by a.id
            limit 1
        ),
        true
    ) then
        return 0;
    end if;

    -- Walks the audit log in its order up to the age limit: no index of the jobs has their age.
    with seen as materialized (
        select a.id, a.created_at, a.job_id, a.action
        from agent_audit_log as a
        where a.id > setting.walked_to
        order by a.id
        limit p_limit * 4
    ),

    old as materialized (
        select seen.*
        from seen
        where seen.id < coalesce(
            (
                select min(young.id)
                from seen as young
                where young.created_at >= now() - setting.keep_finished_jobs
            ),
            9223372036854775807
        )
    ),

    ended as (
        select old.id, old.job_id
        from old
        where old.action in ('processed', 'awaiting_approval', 'needs_info', 'failed', 'cancelled')
            and old.job_id is not null
        order by old.id
        limit p_limit
    )

    select
        case
            when count(ended.id) = p_limit then max(ended.id)
            else (select max(old.id) from old)
        end as last_id,
        coalesce(array_agg(ended.job_id), '{}') as jobs,
        coalesce(array_agg(ended.id), '{}') as entries
    into walked
    from ended;
    if walked.last_id is null then
        return 0;
    end if;

    with finished as materialized (
        select j.id
        from procrastinate_jobs as j
        where j.id = any(walked.jobs)
            and j.task_name = 'bankagent.process_request'
            and j.status in ('succeeded', 'failed', 'cancelled', 'aborted')
            -- rescue_jobs needs the row to mend a received request that lost its job.
            and not exists (
                select from banking_requests as r where r.job_id = j.id and r.status = 'received'
            )
        order by j.id
    ),

    free as materialized (
        select j.id
        from procrastinate_jobs as j
        inner join finished on finished.id = j.id
        order by j.id
        for update of j skip locked
    ),

    gone as (
        delete from procrastinate_jobs as j
        using free
        where j.id = free.id
        returning j.id
    )

    select
        (select count(*) from gone),
        -- The walk stops before the first locked job, so that the next call tries it again.
        (
            select min(e.entry_id)
            from finished
            inner join unnest(walked.entries, walked.jobs) as e (entry_id, job_id)
                on e.job_id = finished.id
            where finished.id not in (select free.id from free)
        )
    into removed, busy;

    update retention
    set
        walked_to = coalesce(busy - 1, walked.last_id),
        walked_to_at = coalesce(
            (
                select a.created_at
                from agent_audit_log as a
                where a.id <= coalesce(busy - 1, walked.last_id)
                order by a.id desc
                limit 1
            ),
            walked_to_at
        ),
        jobs_removed = jobs_removed + removed,
        last_removed = case when removed > 0 then removed else last_removed end,
        last_removed_at = case when removed > 0 then now() else last_removed_at end
    where removed > 0 or walked_to < coalesce(busy - 1, walked.last_id);
    return removed;
end
$$;

comment on function bankagent.retire_jobs(integer) is
'Remove jobs that ended before retention.keep_finished_jobs; return how many. Removes at most '
'p_limit of them (1 to 10000) and skips locked rows instead of waiting. Their requests and the '
'audit trail, which keeps the job''s number, stay; jobs of the bank''s own tasks are not touched. '
'Run by one worker each second; the owner may call it too. Example: select '
'bankagent.retire_jobs(10000). See ops.retention.';
