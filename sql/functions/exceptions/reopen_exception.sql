create or replace function bankagent.reopen_exception(
    p_exception_id bigint, p_reason text, p_actor text default null, p_traceparent text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_reviewer(p_actor);
    why text := checked_reason(p_reason);
    exception trade_exceptions;
    request banking_requests;
    reopened bigint;
    new_id bigint;
    new_job bigint;
    trace text;
begin
    perform set_traceparent(p_traceparent);
    trace := trace_id_of(current_setting('bankagent.traceparent', true));
    exception := lock_exception(p_exception_id);
    if exception.closed_at is null then
        raise exception 'exception % is %: only a closed exception is reopened',
            p_exception_id, exception.state using errcode = 'BA409';
    end if;
    select o.request_id into reopened
    from exception_reopenings as o
    where o.exception_id = p_exception_id;
    if found then
        raise exception 'exception % is reopened already, by request %', p_exception_id, reopened
            using errcode = 'BA409';
    end if;
    -- What it showed last is compared again, not what opened it.
    select r.* into request
    from banking_requests as r
    where r.id = coalesce(
        (select shown.request_id from ops.exception_comparison(exception.id) as shown),
        exception.request_id
    );
    perform check_reopening(exception, request);
    new_id := nextval('banking_requests_id_seq');

    insert into procrastinate_jobs (queue_name, task_name, args)
    select
        t.queue, 'bankagent.process_request',
        jsonb_build_object('request_id', new_id)
        || case
            when trace is null then '{}'
            else jsonb_build_object('traceparent', current_setting('bankagent.traceparent', true))
        end
    from request_types as t
    where t.name = request.request_type
    returning id into new_job;

    with born as (
        insert into banking_requests (
            id, client_id, request_type, payload, maker, on_behalf_of, job_id
        )
        values (
            new_id, request.client_id, request.request_type, request.payload, request.maker,
            request.on_behalf_of, new_job
        )
    )

    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, trace_id, result
    )
    values (
        new_id, 'received', by_whom, 'new', 'received', new_job, trace,
        jsonb_build_object('reopens_exception', exception.id, 'caused_by', exception.request_id)
    );

    insert into exception_reopenings (request_id, exception_id, reason, reopened_by)
    values (new_id, exception.id, why, by_whom);

    with entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, trace_id, result
        )
        values (
            exception.request_id, 'exception_reopened', by_whom, 'processed', 'processed',
            exception.job_id, exception.attempt, trace,
            jsonb_build_object(
                'exception_id', exception.id, 'move', 'reopened', 'reopened_by', new_id,
                'from_state', exception.state, 'to_state', exception.state
            )
        )
        returning id
    )

    insert into exception_moves (
        exception_id, action, from_state, to_state, actor, reason, assignee, by_request,
        audit_entry_id
    )
    select
        exception.id, 'reopened', exception.state, exception.state, by_whom, why,
        exception.assignee, new_id, entered.id
    from entered;
    return new_id;
end
$$;

comment on function bankagent.reopen_exception(bigint, text, text, text) is
'Reopen a closed exception: a new request compares the pair again. For the API''s session alone. '
'The new request has the maker and payload of the old one, and its exception names the old one. '
'Returns the number of the new request. Example: select '
'bankagent.reopen_exception(3, ''the broker has corrected it'', ''anna''). BA403: no reviewer, or '
'another session. BA404: there is no such exception. BA409: it is open, reopened already, or its '
'pair is open or in work. BA422: no reason.';

create or replace function bankagent.check_reopening(
    p_exception bankagent.trade_exceptions, p_request bankagent.banking_requests
)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    pair jsonb := ops.pair_of(p_request.payload);
    found_id bigint;
begin
    perform lock_pair(pair);
    select x.id into found_id
    from trade_exceptions as x
    inner join banking_requests as r on r.id = x.request_id and r.client_id = p_request.client_id
    where x.closed_at is null
        and (
            (x.our_record, x.our_source) = (p_exception.our_record, p_exception.our_source)
            or (x.their_record, x.their_source) = (p_exception.their_record, p_exception.their_source)
        )
        and coalesce(
            (x.our_record, x.our_source) = (p_exception.our_record, p_exception.our_source), true
        )
        and coalesce(
            (x.their_record, x.their_source) = (p_exception.their_record, p_exception.their_source), true
        )
    order by x.id
    limit 1;
    if found then
        raise exception 'exception % about the pair of exception % is open: work on that one',
            found_id, p_exception.id using errcode = 'BA409';
    end if;
    if has_earlier_received(9223372036854775807, p_request.client_id, pair) then
        raise exception 'a request about the pair of exception % is in work: look at it once it is '
            'decided', p_exception.id using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.check_reopening(
    bankagent.trade_exceptions, bankagent.banking_requests
) is
'Refuse to reopen an exception whose pair is open again, or in work. BA409.';
