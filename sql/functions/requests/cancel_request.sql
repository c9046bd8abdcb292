create or replace function bankagent.cancel_request(
    p_request_id bigint, p_actor text default null, p_traceparent text default null
)
returns void
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    request banking_requests := lock_request(p_request_id);
    exception_id bigint;
begin
    perform set_traceparent(p_traceparent);
    if (select s.is_final from request_statuses as s where s.status = request.status) then
        raise exception 'request % is already %; nothing is left to cancel',
            p_request_id, request.status using errcode = 'BA409';
    end if;

    select x.id into exception_id
    from trade_exceptions as x
    where x.request_id = p_request_id and x.closed_at is null;
    if found then
        raise exception 'request % has the open exception % and is not cancelled: reviewers of the '
            'bank close the exception, which decides the request. Send the pair again once it '
            'matches, or tell them that the trade is gone',
            p_request_id, exception_id using errcode = 'BA409';
    end if;

    -- The job ends at once: an attempt that is under way loses its fence and writes nothing.
    update procrastinate_jobs as j
    set status = (case j.status when 'doing' then 'aborted' else 'cancelled' end)
        ::procrastinate_job_status,
        attempts = j.attempts + (j.status = 'doing')::integer,
        worker_id = null
    where j.id = request.job_id and j.status in ('todo', 'doing');
    delete from suspect_jobs where job_id = request.job_id;

    with closed as (
        update approvals set closed_at = now() where request_id = p_request_id and closed_at is null
    ),

    entered as (
        insert into agent_audit_log (request_id, action, actor, from_status, to_status, job_id)
        values (
            p_request_id, 'cancelled', by_whom, request.status, 'cancelled', request.job_id
        )
    )

    update banking_requests
    set status = 'cancelled', status_xid = pg_current_xact_id(), updated_at = now()
    where id = p_request_id;
end
$$;

comment on function bankagent.cancel_request(bigint, text, text) is
'Cancel a request that is not final, with its job and its open approval. Example: select '
'bankagent.cancel_request(7). BA404: there is no such request. BA409: it is processed or '
'cancelled already, or has an open exception.';
