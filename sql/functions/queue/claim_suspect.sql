drop function if exists bankagent.claim_suspect(text[]);

create or replace function bankagent.claim_suspect(
    p_queues text[], p_unknown text[], p_left_out text[]
)
returns bigint[]
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    picked bigint;
begin
    select j.id into picked
    from suspect_jobs as s
    inner join procrastinate_jobs as j on j.id = s.job_id
    inner join banking_requests as r on r.id = s.request_id
    where j.status = 'todo'
        and (j.scheduled_at is null or j.scheduled_at <= now())
        and (p_queues is null or j.queue_name = any(p_queues))
        and (p_left_out is null or j.queue_name <> all(p_left_out))
        and not is_paused(j.queue_name, r.request_type)
        and (p_unknown is null or r.request_type <> all(p_unknown))
    order by j.id
    limit 1
    for no key update of j skip locked;

    if picked is null then
        return '{}';
    end if;
    update suspect_jobs set alone = true where job_id = picked;
    return array[picked];
end
$$;

comment on function bankagent.claim_suspect(text[], text[], text[]) is
'Pick one suspect job for claim_jobs, and note that it is now held alone. Its type is none of '
'those that are unknown to the worker.';
