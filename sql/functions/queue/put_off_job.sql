create or replace function bankagent.put_off_job(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint,
    p_until timestamptz, p_reason text
)
returns text
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    if p_until is null or not isfinite(p_until)
        or p_until > clock_timestamp() + interval '366 days'
    then
        raise exception 'until must be a time within a year' using
            errcode = 'BA422', column = 'until', hint = 'must be a time within a year';
    end if;
    if not coalesce(char_length(p_reason) between 1 and 500 and not is_blank(p_reason), false) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    if not lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id) then
        return 'lost';
    end if;
    update procrastinate_jobs as j
    set status = 'todo',
        worker_id = null,
        abort_requested = false,
        attempts = j.attempts + 1,
        scheduled_at = p_until
    where j.id = p_job_id;
    update suspect_jobs set alone = false where job_id = p_job_id;
    insert into put_offs (job_id, request_id, until, reason)
    values (p_job_id, p_request_id, p_until, p_reason)
    on conflict (job_id) do update
    set until = excluded.until,
        reason = excluded.reason,
        put_off_at = clock_timestamp();
    return 'put_off';
end
$$;

comment on function bankagent.put_off_job(bigint, bigint, integer, bigint, timestamptz, text) is
'Put a job back into the queue until a time, at no cost to its retry budget. '
'ops.why_waiting says the reason. Returns put_off, or lost (the attempt no longer owns its '
'request: nothing was written). Example: select bankagent.put_off_job(7, 3, 0, 12, '
'now() + interval ''1 hour'', ''The budget of the day is used up.''). BA422: no time within a '
'year, or no reason.';
