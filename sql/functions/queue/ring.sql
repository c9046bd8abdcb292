create or replace function bankagent.ring(p_job_ids bigint[])
returns void
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    -- Procrastinate notifies on INSERT only: a job that comes back would wait for the next poll.
    perform
        pg_notify('procrastinate_queue_v1#' || rung.queue_name, rung.body),
        pg_notify('procrastinate_any_queue_v1', rung.body)
    from (
        select
            j.queue_name,
            json_build_object(
                'type', 'job_inserted', 'job_id', min(j.id), 'again', true
            )::text as body
        from procrastinate_jobs as j
        where j.id = any(p_job_ids) and j.status = 'todo'
        group by j.queue_name
    ) as rung;
end
$$;

comment on function bankagent.ring(bigint[]) is
'Notify the workers that listen for the queues of these jobs, once a queue. The notification says '
'that the jobs come again, so that a worker that has claimed past them begins again at the front '
'of the queue.';
