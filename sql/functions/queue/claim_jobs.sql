create or replace function bankagent.claim_jobs(
    p_worker_id bigint,
    p_queues text[] default null,
    p_limit integer default 100,
    p_alone boolean default false,
    p_after_queue text default '',
    p_after_priority integer default null,
    p_after_id bigint default null,
    p_left_out text[] default null
)
returns table (
    job_id bigint,
    queue_name text,
    priority integer,
    attempts integer,
    request_id bigint,
    client_id text,
    request_type text,
    payload jsonb,
    traceparent text,
    waited double precision
)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set jit to off
set plan_cache_mode to force_generic_plan
-- Without these, fresh statistics make the planner read the whole backlog to claim 100 jobs.
set enable_sort to off
set enable_bitmapscan to off
set enable_seqscan to off
set enable_hashjoin to off
set enable_mergejoin to off
as $$
#variable_conflict use_column
declare
    unknown text[] := ops.unknown_types(p_worker_id);
    closed_queues text[];
    closed_types text[];
    this_queue text;
    due bigint[];
    candidates bigint[];
begin
    -- A null limit would claim the whole backlog; a null worker would hold jobs that look lost.
    if p_worker_id is null then
        raise exception 'worker_id must be that of a registered worker' using
            errcode = 'BA422', column = 'worker_id', hint = 'must be that of a registered worker';
    elsif not coalesce(p_limit between 1 and 10000, false) then
        raise exception 'limit must be from 1 to 10000' using
            errcode = 'BA422', column = 'limit', hint = 'must be from 1 to 10000';
    end if;

    -- The worker before the jobs, as a prune locks them: the foreign key would lock it after them.
    -- A worker that was pruned gets nothing; its heartbeat puts the row back.
    perform from procrastinate_workers as w where w.id = p_worker_id for key share;
    if not found then
        return;
    end if;

    if p_alone then
        candidates := claim_suspects(p_queues, unknown, p_left_out, p_limit);
    else
        if unknown is not null or exists (select from pauses as p where p.resumed_at is null) then
            select n.queues, n.types into closed_queues, closed_types from not_claimed(unknown) as n;
        end if;

        -- One queue at a time, beginning behind the one that was claimed from last.
        for this_queue in
            select q.name
            from unnest(
                coalesce(p_queues, array(select distinct t.queue from request_types as t))
            ) as q (name)
            where (closed_queues is null or q.name <> all(closed_queues))
                and (p_left_out is null or q.name <> all(p_left_out))
            order by q.name <= p_after_queue, q.name
        loop
            -- This select stands three times (due retries by scheduled_at, the queue from its
            -- beginning, the queue behind the last claimed id), and all three must leave out the
            -- same jobs. They are not one, because the planner needs one index walk for each form.
            select array_agg(picked.id) into due from (
                select j.id
                from procrastinate_jobs as j
                where j.queue_name = this_queue
                    and j.status = 'todo'
                    and j.scheduled_at <= now()
                    and j.task_name = 'bankagent.process_request'
                    and not exists (select from suspect_jobs as s where s.job_id = j.id)
                    and (closed_types is null or coalesce((
                        select r.request_type
                        from banking_requests as r
                        where r.id = (j.args ->> 'request_id')::bigint
                    ), '') <> all(closed_types))
                order by j.scheduled_at
                limit p_limit
                for no key update of j skip locked
            ) as picked;

            if p_after_id is null or this_queue is distinct from p_after_queue then
                select array_agg(picked.id) into candidates from (
                    select j.id
                    from procrastinate_jobs as j
                    -- A range and not "=", so that only the index that begins with the queue has
                    -- this order: while all jobs are in one queue, the planner took the library's
                    -- index of priorities, and walked that queue's backlog for an empty one.
                    where j.queue_name between this_queue and this_queue
                        and j.status = 'todo'
                        and j.scheduled_at is null
                        and j.task_name = 'bankagent.process_request'
                        and not exists (select from suspect_jobs as s where s.job_id = j.id)
                        and (closed_types is null or coalesce((
                            select r.request_type
                            from banking_requests as r
                            where r.id = (j.args ->> 'request_id')::bigint
                        ), '') <> all(closed_types))
                    order by j.queue_name asc, j.priority desc, j.id asc
                    limit p_limit - coalesce(cardinality(due), 0)
                    for no key update of j skip locked
                ) as picked;
            else
                -- Starting behind the last claimed id steps over the dead entries that a long
                -- transaction keeps vacuum from removing.
                select array_agg(picked.id) into candidates from (
                    select j.id
                    from procrastinate_jobs as j
                    where j.queue_name = this_queue
                        and j.status = 'todo'
                        and j.scheduled_at is null
                        and j.priority = p_after_priority
                        and j.id > p_after_id
                        and j.task_name = 'bankagent.process_request'
                        and not exists (select from suspect_jobs as s where s.job_id = j.id)
                        and (closed_types is null or coalesce((
                            select r.request_type
                            from banking_requests as r
                            where r.id = (j.args ->> 'request_id')::bigint
                        ), '') <> all(closed_types))
                    order by j.priority desc, j.id
                    limit p_limit - coalesce(cardinality(due), 0)
                    for no key update of j skip locked
                ) as picked;
            end if;

            candidates := coalesce(due, '{}') || coalesce(candidates, '{}');
            exit when cardinality(candidates) > 0;
        end loop;
    end if;

    if coalesce(cardinality(candidates), 0) = 0 then
        return;
    end if;

    return query
    with claimed as (
        update procrastinate_jobs as j
        set status = 'doing', worker_id = p_worker_id
        from unnest(candidates) as c (id)
        where j.id = c.id
        returning
            j.id, j.queue_name, j.priority, j.attempts, (j.args ->> 'request_id')::bigint as rid,
            j.args ->> 'traceparent' as traceparent, j.scheduled_at
    )

    select
        claimed.id, claimed.queue_name::text, claimed.priority, claimed.attempts, claimed.rid,
        r.client_id, r.request_type, r.payload, claimed.traceparent,
        extract(epoch from clock_timestamp() - greatest(r.updated_at, claimed.scheduled_at))
        ::double precision
    from claimed
    left join banking_requests as r on r.id = claimed.rid and r.job_id = claimed.id;
end
$$;

comment on function bankagent.claim_jobs(
    bigint, text[], integer, boolean, text, integer, bigint, text[]
) is
'Claim up to p_limit waiting jobs of one queue for a worker, with their requests. Skips locked '
'rows instead of waiting, and leaves what is paused, and types whose policy needs a fact that the '
'worker does not find. p_alone claims suspect jobs instead, for a process that holds no other. '
'p_left_out: queues from which nothing is claimed. p_after_* is what this process claimed last: '
'the walk of the index begins behind it, to step over dead entries. waited: seconds for which the '
'job was due. A worker without a row gets none. BA422: no worker; a p_limit not from 1 to 10000.';
