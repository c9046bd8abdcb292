create or replace function bankagent.hand_back_jobs(items jsonb)
returns setof bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    returned bigint[];
    due bigint[];
begin
    with fenced as materialized (
        select j.id, coalesce(x.begun, false) as begun
        from jsonb_to_recordset(items) as x (
            job_id bigint, worker_id bigint, attempts integer, begun boolean
        )
        inner join procrastinate_jobs as j
            on j.id = x.job_id
            and j.status = 'doing'
            and j.worker_id = x.worker_id
            and j.attempts = x.attempts
        where j.task_name = 'bankagent.process_request'
        order by j.id
        for no key update of j skip locked
    ),

    back as (
        update procrastinate_jobs as j
        set status = 'todo',
            worker_id = null,
            attempts = j.attempts + 1,
            -- As settle_jobs waits for a retry. Without it such a job was tried 200 times a second.
            scheduled_at = case
                when fenced.begun
                    then now() + least(300, 2 ^ least(j.attempts + 1, 10))
                    * (0.5 + random() / 2) * interval '1 second'
                else j.scheduled_at
            end
        from fenced
        where j.id = fenced.id
        returning j.id, fenced.begun
    )

    select array_agg(back.id), array_agg(back.id) filter (where not back.begun)
    into returned, due
    from back;

    update suspect_jobs set alone = false where job_id = any(returned);
    perform ring(due);
    return query select unnest(returned);
end
$$;

comment on function bankagent.hand_back_jobs(jsonb) is
'Return jobs without an end to the queue. A drain does so with jobs that never started, and a '
'claim whose answer was lost; it costs nothing of the retry budget. items: [{"job_id", '
'"worker_id", "attempts", "begun"?}]. begun (false) says that an attempt ended and settle_jobs '
'did not record it: the job then waits 2, 4, 8 … seconds, at most 5 minutes. Returns the ids that '
'went back; their attempts rise, because attempts is the fence. A job that the worker no longer '
'owns, or whose row another session has locked, is left alone.';
