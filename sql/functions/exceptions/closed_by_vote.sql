create or replace function bankagent.lock_pair(p_pair jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
begin
    -- settle_jobs only tries these locks, so that a wait for them is short.
    perform pg_advisory_xact_lock(locks.key)
    from (
        select pair_lock(p_pair ->> (s.side || '_source'), p_pair ->> (s.side || '_record')) as key
        from (values ('our'), ('their')) as s (side)
        order by 1
    ) as locks
    where locks.key is not null;
end
$$;

comment on function bankagent.lock_pair(jsonb) is
'Lock a pair. Waits until no attempt on it is being settled, and holds off the next ones.';

create or replace function bankagent.closed_by_vote(
    p_request bankagent.banking_requests, p_comparison jsonb, p_decision text, p_reviewer text
)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    pair jsonb := ops.pair_of(p_request.payload);
    told jsonb := '{}';
    x record;
begin
    if p_decision is distinct from 'approved'
        or coalesce(p_comparison ->> 'match', '') not in ('exact', 'within_tolerance')
    then
        return told;
    end if;
    perform lock_pair(pair);
    for x in
        select m.*
        from ended_by_match(
            p_request.id, p_request.client_id, p_comparison || jsonb_build_object('pair', pair)
        ) as m
        order by m.request_id
    loop
        if x.fault is not null then
            told := jsonb_set(told, '{left_open}', coalesce(told -> 'left_open', '[]')
                || jsonb_build_object('exception_id', x.id, 'differs_in', x.fault));
            continue;
        end if;
        -- Requests are locked by id, and the vote's own is the last one.
        perform from banking_requests as r where r.id = x.request_id for no key update skip locked;
        if not found then
            raise exception 'exception %, which this match closes, is being changed at this moment: '
                'vote again', x.id using errcode = 'BA409';
        end if;
        perform check_decider(r, p_reviewer) from banking_requests as r where r.id = x.request_id;
        told := jsonb_set(
            told, '{closed_exceptions}', coalesce(told -> 'closed_exceptions', '[]') || to_jsonb(x.id)
        );
    end loop;
    return told;
end
$$;

comment on function bankagent.closed_by_vote(bankagent.banking_requests, jsonb, text, text) is
'Exceptions that an approving vote on a match closes. Those that it leaves open stand beside them, '
'as its audit entry names them. Their requests are locked. BA403: the reviewer made the request of '
'one, or it was made on their behalf. BA409: another session has one of them in hand.';
