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
        inner join worker_processes as ours on ours.worker_id = w.id
        where w.last_heartbeat < clock_timestamp() - p_silent
            or (
                p_seasoned
                and w.last_heartbeat < clock_timestamp() - p_heartbeat_older
                -- A live process holds this lock on its heartbeat's connection. A number that no
                -- lock can have must not make every rescue fail.
                and case
                    when w.id between 1 and 2147483647
                        then pg_try_advisory_xact_lock(worker_lock_space(), w.id::integer)
                    else true
                end
            )
    );
end
$$;

comment on function bankagent.dead_workers(interval, interval, boolean) is
'Ids of our workers that are dead by the rule of rescue_jobs.';

create or replace function bankagent.worker_lock_space()
returns integer
language sql immutable parallel safe
return 1651207534;

comment on function bankagent.worker_lock_space() is
'First key of the advisory lock (this, worker id) that a live worker holds.';
