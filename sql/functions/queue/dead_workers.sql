create or replace function bankagent.worker_lock_space()
returns integer
language sql immutable parallel safe
return 1651207534;

comment on function bankagent.worker_lock_space() is
'First key of the advisory lock (this, worker id) that a live worker holds.';

create or replace function bankagent.watched_workers()
returns table (worker_id bigint, heartbeat text, stands boolean)
language plpgsql stable
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    return query
    select w.id, w.last_heartbeat::text, l.pid is not null
    from procrastinate_workers as w
    inner join worker_processes as ours on ours.worker_id = w.id
    -- The lock ends with its session, and counts only where the session that beat last holds it:
    -- every login may take the lock of a dead worker.
    left join pg_locks as l
        on l.pid = ours.backend_pid
        and l.locktype = 'advisory'
        and l.granted
        and l.database = (select d.oid from pg_database as d where d.datname = current_database())
        and l.classid = worker_lock_space()::oid
        and l.objid::bigint = w.id
        and l.objsubid = 2;
end
$$;

comment on function bankagent.watched_workers() is
'Our workers, each with its last heartbeat and whether its session stands. heartbeat is a text '
'that changes with each heartbeat; stands is true while the session that beat last holds the '
'worker''s advisory lock. Workers compare two looks at it, since clocks may step.';

create or replace function bankagent.dead_workers(
    p_heartbeat_older interval, p_silent interval, p_seasoned boolean
)
returns bigint[]
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    return array(
        select w.id
        from procrastinate_workers as w
        inner join watched_workers() as seen on seen.worker_id = w.id
        cross join lateral (
            -- A heartbeat in the future is as old as the clock has stepped back, but where the
            -- session stands it may be from before the step: the worker beats within a second.
            select case
                when w.last_heartbeat <= clock_timestamp()
                    then clock_timestamp() - w.last_heartbeat
                when seen.stands then interval '0 seconds'
                else w.last_heartbeat - clock_timestamp()
            end as silence
        ) as found
        where found.silence > p_silent
            or (p_seasoned and found.silence > p_heartbeat_older and not seen.stands)
    );
end
$$;

comment on function bankagent.dead_workers(interval, interval, boolean) is
'Ids of our workers that are dead by the rule of rescue_jobs for one look.';

create or replace function bankagent.confirmed_dead(p_watched bigint[], p_heartbeats text[])
returns bigint[]
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    return array(
        select w.id
        from unnest(p_watched, p_heartbeats) as x (worker_id, heartbeat)
        inner join watched_workers() as seen
            on seen.worker_id = x.worker_id and seen.heartbeat = x.heartbeat
        inner join procrastinate_workers as w on w.id = seen.worker_id
        -- Not by a younger heartbeat, as the database's clock has it. One in the future is old.
        where w.last_heartbeat not between clock_timestamp()
            - case when seen.stands then interval '60 seconds' else interval '3 seconds' end
            and clock_timestamp()
    );
end
$$;

comment on function bankagent.confirmed_dead(bigint[], text[]) is
'Ids of those of these workers that have not beaten since the caller looked. Their heartbeats are '
'those that watched_workers gave.';
