drop function if exists bankagent.rescue_jobs(
    interval, interval, interval, boolean, timestamptz
);

create or replace function bankagent.rescue_jobs(
    p_heartbeat_older interval default '3 seconds',
    p_silent interval default '60 seconds',
    p_connected interval default '15 seconds',
    p_stuck boolean default true,
    p_connected_since timestamptz default bankagent.connected_since(),
    p_watched bigint[] default null,
    p_heartbeats text[] default null
)
returns table (job_id bigint, request_id bigint, outcome text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    dead bigint[];
    given record;
    least_of_all interval;
begin
    -- A worker may be more patient than the rule, not less: a shorter time takes the jobs of live
    -- workers. An operator may, after a restore.
    for given in
        values
        ('heartbeat_older', p_heartbeat_older, interval '3 seconds'),
        ('silent', p_silent, interval '60 seconds'),
        ('connected', p_connected, interval '0 seconds')
    loop
        least_of_all := case
            when is_session_of('bankagent_worker') then given.column3 else interval '0 seconds'
        end;
        if not coalesce(given.column2 >= least_of_all, false) then
            raise exception '% must be at least % seconds',
                given.column1, extract(epoch from least_of_all)::integer using
                errcode = 'BA422',
                column = given.column1,
                hint = format('must be at least %s seconds', extract(epoch from least_of_all)::integer);
        end if;
    end loop;

    if p_watched is null then
        dead := dead_workers(
            p_heartbeat_older, p_silent, p_connected_since <= clock_timestamp() - p_connected
        );
    else
        dead := confirmed_dead(p_watched, p_heartbeats);
    end if;

    return query
    with lost as materialized (
        select
            j.id, r.id as rid, t.max_attempts, j.attempts + 1 as attempt, j.worker_id,
            trace_id_of(j.args ->> 'traceparent') as trace_id
        from procrastinate_jobs as j
        inner join banking_requests as r on r.job_id = j.id and r.status = 'received'
        inner join request_types as t on t.name = r.request_type
        where j.status = 'doing'
            and r.id::text = j.args ->> 'request_id'
            and j.task_name = 'bankagent.process_request'
            and (
                j.worker_id = any(dead)
                or j.worker_id is null
                -- Held by a worker that never registered here: a stock worker, with triggers off.
                or not exists (select from worker_processes as w where w.worker_id = j.worker_id)
            )
        order by j.id
        limit 1000
        for no key update of j, r skip locked
    ),

    noted as (
        insert into suspect_jobs as s (job_id, request_id)
        select lost.id, lost.rid from lost
        on conflict (job_id) do update
        set losses = s.losses + 1,
            lost_alone = s.lost_alone + s.alone::integer,
            alone = false
        returning s.job_id, s.losses, s.lost_alone
    ),

    judged as materialized (
        select
            lost.*,
            noted.losses,
            noted.lost_alone,
            noted.lost_alone > 0 and noted.lost_alone + (
                select count(*)
                from agent_audit_log as a
                where a.request_id = lost.rid
                    and a.job_id = lost.id
                    and a.action = 'attempt_failed'
            ) >= lost.max_attempts as spent
        from lost
        inner join noted on noted.job_id = lost.id
    ),

    given_back as (
        update procrastinate_jobs as j
        set status = (case when judged.spent then 'failed' else 'todo' end)
            ::procrastinate_job_status,
            attempts = j.attempts + 1,
            worker_id = null,
            abort_requested = false
        from judged
        where j.id = judged.id
    ),

    moved as (
        update banking_requests as r
        set status = 'failed', status_xid = pg_current_xact_id(), updated_at = now()
        from judged
        where r.id = judged.rid and judged.spent
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result, trace_id
        )
        select
            judged.rid, moves.action, 'rescuer', 'received', moves.to_status, judged.id,
            judged.attempt,
            jsonb_build_object(
                'worker_id', judged.worker_id,
                'losses', judged.losses,
                'lost_alone', judged.lost_alone,
                'max_attempts', judged.max_attempts
            ),
            judged.trace_id
        from judged
        cross join lateral (
            values ('attempt_lost', 'received', true), ('failed', 'failed', judged.spent)
        ) as moves (action, to_status, applies)
        where moves.applies
        order by judged.id, moves.to_status desc
    )

    select
        judged.id, judged.rid, case when judged.spent then 'failed' else 'requeued' end
    from judged;

    delete from suspect_jobs as s
    where s.job_id in (
        select failed.job_id
        from suspect_jobs as failed
        inner join banking_requests as r on r.job_id = failed.job_id and r.status = 'failed'
        for update of failed skip locked
    );

    perform ring(array(
        select s.job_id from suspect_jobs as s where not s.alone
    ));

    -- A prune locks a worker, then its jobs. So this, which has jobs, waits for no worker: a row
    -- that is locked, as by its worker that comes back, goes another time or stays.
    dead := array(
        select w.id
        from procrastinate_workers as w
        where w.id = any(dead)
        for update skip locked
    );
    delete from procrastinate_workers as w
    where w.id = any(dead)
        and not exists (
            select from procrastinate_jobs as j where j.worker_id = w.id and j.status = 'doing'
        );

    if p_stuck then
        return query select m.job_id, m.request_id, 'requeued' from mend_stuck_requests() as m;
        return query select e.job_id, e.request_id, 'ended' from end_obsolete_jobs() as e;
    end if;
end
$$;

comment on function bankagent.rescue_jobs(
    interval, interval, interval, boolean, timestamptz, bigint[], text[]
) is
'Take back the jobs of dead workers, with an audit entry attempt_lost each. With p_stuck, '
'requests that lost their job get a new one, and open jobs that no request waits for are ended. '
'Workers compare two looks at watched_workers by their own clocks, and name in p_watched and '
'p_heartbeats those that are dead by that; it takes from those that have not beaten since. Without '
'them a worker is dead when its session holds no advisory lock, its heartbeat is older than '
'p_heartbeat_older and this connection has stood for p_connected (after a restart live workers '
'come back first), or when its heartbeat is older than p_silent. Skips locked rows instead of '
'waiting. Run by each worker that sees a dead one, and by one each second. An operator with the '
'right may call it too. Returns for each job requeued, failed or ended. BA422: a time is negative '
'or, for a worker, shorter than the rule. Example: select * from bankagent.rescue_jobs().';
