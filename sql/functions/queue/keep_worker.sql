create or replace function bankagent.keep_worker(
    p_worker_id bigint, p_host text, p_pid integer, p_version text
)
returns boolean
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    field text;
    expected text;
begin
    if not coalesce(
        p_worker_id between 1 and (
            select case when s.is_called then s.last_value else 0 end
            from procrastinate_workers_id_seq as s
        ), false
    ) then
        field := 'worker_id';
        expected := 'must be the number that this worker got when it registered';
    elsif not coalesce(char_length(p_host) between 1 and 255, false) then
        field := 'host';
        expected := 'must have 1 to 255 characters';
    elsif not coalesce(p_pid > 0, false) then
        field := 'pid';
        expected := 'must be above 0';
    elsif not coalesce(char_length(p_version) between 1 and 100, false) then
        field := 'version';
        expected := 'must have 1 to 100 characters';
    end if;
    if field is not null then
        raise exception '% %', field, expected using
            errcode = 'BA422', column = field, hint = expected;
    end if;

    -- A heartbeat that a crash loses costs nothing: the commit does not wait for the disk.
    perform set_config('synchronous_commit', 'off', true);
    perform connected_since();

    -- Puts the rows back after they were pruned: while this process was frozen, a stock worker started.
    insert into procrastinate_workers (id, last_heartbeat)
    overriding system value
    values (p_worker_id, clock_timestamp())
    on conflict (id) do update set last_heartbeat = excluded.last_heartbeat;
    insert into worker_processes as w (worker_id, host, pid, version, backend_pid)
    values (p_worker_id, p_host, p_pid, p_version, pg_backend_pid())
    on conflict (worker_id) do update set backend_pid = excluded.backend_pid
    where w.host = excluded.host
        and w.pid = excluded.pid
        and w.backend_pid is distinct from excluded.backend_pid;
    if not exists (
        select
        from worker_processes as w
        where w.worker_id = p_worker_id and w.host = p_host and w.pid = p_pid
    ) then
        raise exception 'worker % is another process than % on %', p_worker_id, p_pid, p_host
            using errcode = 'BA409';
    end if;

    return exists (
        select
        from suspect_jobs as s
        inner join procrastinate_jobs as j on j.id = s.job_id
        inner join banking_requests as r on r.id = s.request_id
        where j.status = 'todo'
            and (j.scheduled_at is null or j.scheduled_at <= now())
            -- Else workers would drain for it, batch after batch, for as long as the pause lasts.
            and not is_paused(j.queue_name, r.request_type)
    );
end
$$;

comment on function bankagent.keep_worker(bigint, text, integer, text) is
'Record a worker''s heartbeat, once a second; true where a suspect job is due. Keeps the '
'worker''s rows, and notes its session and the start of that. The suspect job waits for a claim '
'with p_alone. BA422: a value is wrong; the number must be one that a registration gave. BA409: '
'the number is that of another process.';
