create or replace function bankagent.faults_while_others_answered(
    p_job_id bigint, p_request_id bigint, p_provider text
)
returns bigint
language sql stable
set search_path to bankagent, pg_temp
as $$
    select count(*)
    from model_faults as f
    inner join model_call_starts as own on own.id = f.call_id and own.job_id = p_job_id
    where f.request_id = p_request_id
        and f.provider = p_provider
        and exists (
            select
            from model_call_starts as s
            inner join model_call_ends as e on e.call_id = s.id
            where s.provider = p_provider
                and s.started_at between f.noted_at - make_interval(mins => 5) and f.noted_at
                and s.request_id <> p_request_id
        )
$$;

comment on function bankagent.faults_while_others_answered(bigint, bigint, text) is
'Faults of a request''s job while its provider answered other requests. Those count that it began '
'to answer in the 5 minutes before.';

create or replace function bankagent.fault_pause(
    p_kind text, p_until timestamptz, p_faults_in_row bigint
)
returns timestamptz
language sql volatile
set search_path to bankagent, pg_temp
as $$
    select case
        when p_kind = 'rate_limited' then least(
            greatest(
                coalesce(
                    p_until,
                    t.now + make_interval(secs => least(300, 5 * 2 ^ least(p_faults_in_row, 8)))
                ),
                t.now
            ),
            t.now + make_interval(days => 1)
        )
        -- The third in a row opens the circuit, for longer each time.
        when p_kind <> 'rejected' and p_faults_in_row >= 2
            then t.now + make_interval(secs => least(300, 5 * 2 ^ least(p_faults_in_row - 2, 8)))
    end
    from (select clock_timestamp() as now) as t
$$;

comment on function bankagent.fault_pause(text, timestamptz, bigint) is
'End of the pause that a fault begins, after so many in a row. Null where it begins none. The time '
'that a 429 names, or 5 seconds and twice as long with each; at most 5 minutes, or a day as named.';

create or replace function bankagent.note_model_fault(
    p_job_id bigint,
    p_worker_id bigint,
    p_attempts integer,
    p_request_id bigint,
    p_call_id bigint,
    p_kind text,
    p_until timestamptz default null
)
returns table (disposition text, until timestamptz, reason text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    begun model_call_starts;
    paused timestamptz;
    in_row bigint;
    own bigint;
begin
    if p_kind is null
        or p_kind not in ('rate_limited', 'unavailable', 'timeout', 'broken', 'rejected')
    then
        raise exception 'kind must be rate_limited, unavailable, timeout, broken or rejected' using
            errcode = 'BA422', column = 'kind',
            hint = 'must be rate_limited, unavailable, timeout, broken or rejected';
    end if;
    if not lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id) then
        return query select 'lost', null::timestamptz, 'fence_lost';
        return;
    end if;
    begun := own_call(p_job_id, p_worker_id, p_attempts, p_request_id, p_call_id);
    if exists (select from model_call_ends as e where e.call_id = p_call_id) then
        return query select 'again', null::timestamptz, 'call_ended';
        return;
    end if;
    perform lock_model_calls('provider ' || begun.provider);
    select s.paused_until, s.faults_in_row into paused, in_row
    from provider_state(begun.provider) as s;
    insert into model_faults (call_id, request_id, provider, kind, named_until, paused_until)
    values (
        p_call_id, p_request_id, begun.provider, p_kind,
        case when isfinite(p_until) then p_until end, fault_pause(p_kind, p_until, in_row)
    )
    on conflict (call_id) do nothing;

    -- The latest end counts: a shorter pause never shortens one that holds.
    select s.paused_until into paused from provider_state(begun.provider) as s;
    own := faults_while_others_answered(p_job_id, p_request_id, begun.provider);
    if p_kind = 'rejected' or own >= 10 then
        return query select 'give_up', null::timestamptz, case p_kind
            when 'rejected' then 'model_rejected' else 'model_faults'
        end;
        return;
    end if;
    select count(*) into own from model_faults as f where f.request_id = p_request_id;
    return query
    select
        'put_off',
        greatest(paused, clock_timestamp() + make_interval(secs => least(300, 2 ^ least(own, 9)))),
        'model_' || p_kind;
end
$$;

comment on function bankagent.note_model_fault(
    bigint, bigint, integer, bigint, bigint, text, timestamptz
) is
'Note that a call of a model failed, and pause its provider where that follows. p_kind is '
'rate_limited (with the time that the provider names, or null), unavailable, timeout, broken or '
'rejected. Returns put_off with a time; give_up where the request was refused or has failed 10 '
'times while others were answered; again; lost; each with a reason. Example: select * from '
'bankagent.note_model_fault(7, 2, 0, 5, 31, ''rate_limited'', now() + interval ''20 seconds''). '
'BA404: the attempt did not begin this call. BA422: the kind is wrong.';
