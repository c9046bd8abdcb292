create or replace function bankagent.hand_back_jobs(items jsonb)
returns setof bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    returned bigint[];
begin
    with fenced as materialized (
        select j.id
        from jsonb_to_recordset(items) as x (job_id bigint, worker_id bigint, attempts integer)
        inner join procrastinate_jobs as j
            on j.id = x.job_id
            and j.status = 'doing'
            and j.worker_id = x.worker_id
            and j.attempts = x.attempts
        where j.task_name = 'bankagent.process_request'
        order by j.id
        for no key update of j
    ),

    back as (
        update procrastinate_jobs as j
        set status = 'todo', worker_id = null, attempts = j.attempts + 1
        from fenced
        where j.id = fenced.id
        returning j.id
    )

    select array_agg(back.id) into returned from back;

    update suspect_jobs set alone = false where job_id = any(returned);
    perform ring(returned);
    return query select unnest(returned);
end
$$;

comment on function bankagent.hand_back_jobs(jsonb) is
'Return jobs that never started to the queue. A drain does so, and a claim whose answer was lost; '
'it costs nothing of the retry budget. items: [{"job_id", "worker_id", "attempts"}]. Returns the '
'ids that the worker still owned; their attempts rise, because attempts is the fence.';
