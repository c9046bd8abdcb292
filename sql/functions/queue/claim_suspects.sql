drop function if exists bankagent.claim_suspect(text[]);
drop function if exists bankagent.claim_suspect(text[], text[], text[]);

create or replace function bankagent.claim_suspects(
    p_queues text[], p_unknown text[], p_left_out text[], p_limit integer
)
returns bigint[]
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    picked bigint[];
begin
    -- 100, 50, 25, 12, 6, 3, 1: sets of jobs with equally many losses, the fewest first. A job that
    -- was lost while it was the one in hand comes last, and alone.
    with due as (
        select j.id, j.queue_name, s.losses, s.lost_alone > 0 as accused
        from suspect_jobs as s
        inner join procrastinate_jobs as j on j.id = s.job_id
        inner join banking_requests as r on r.id = s.request_id
        where j.status = 'todo'
            and (j.scheduled_at is null or j.scheduled_at <= now())
            and (p_queues is null or j.queue_name = any(p_queues))
            and (p_left_out is null or j.queue_name <> all(p_left_out))
            and not is_paused(j.queue_name, r.request_type)
            and (p_unknown is null or r.request_type <> all(p_unknown))
        order by s.lost_alone > 0, s.losses, j.queue_name, j.id
        limit p_limit
        for no key update of j skip locked
    ),

    counted as (
        select
            due.id,
            row_number() over (
                partition by due.accused, due.losses, due.queue_name order by due.id
            ) as place,
            rank() over (order by due.accused, due.losses, due.queue_name) = 1 as is_first,
            case when due.accused then 1 else greatest(100 >> least(due.losses - 1, 7), 1) end as most
        from due
    )

    select array_agg(counted.id) into picked
    from counted
    where counted.is_first and counted.place <= counted.most;

    update suspect_jobs set alone = cardinality(picked) = 1 where job_id = any(picked);
    return coalesce(picked, '{}');
end
$$;

comment on function bankagent.claim_suspects(text[], text[], text[], integer) is
'Pick a set of suspect jobs of one queue for claim_jobs. It has half as many jobs at each loss. A '
'set of one is noted as alone; a job that was once lost as the one in hand is always one. Their '
'types are none of those that are unknown to the worker.';

create or replace function bankagent.begin_suspect(
    p_job_id bigint, p_worker_id bigint, p_attempts integer
)
returns void
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set synchronous_commit to off
as $$
begin
    update suspect_jobs as s
    set alone = s.job_id = p_job_id
    from (
        select own.job_id
        from procrastinate_jobs as j
        inner join suspect_jobs as own on own.job_id = j.id
        where j.worker_id = p_worker_id
            and j.status = 'doing'
            and own.alone <> (own.job_id = p_job_id and j.attempts = p_attempts)
        order by own.job_id
        for update of own skip locked
    ) as changed
    where s.job_id = changed.job_id;
end
$$;

comment on function bankagent.begin_suspect(bigint, bigint, integer) is
'Note which of a worker''s suspect jobs is in hand now, before its attempt. It is the one that the '
'death of the worker counts against. Waits for nothing; where the fence is gone, none is noted.';
