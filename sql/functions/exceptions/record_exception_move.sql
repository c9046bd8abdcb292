create or replace function bankagent.record_exception_move(
    x bankagent.trade_exceptions,
    p_action text,
    p_to_state text,
    p_actor text,
    p_reason text default null,
    p_assignee text default null,
    p_proposal_id bigint default null,
    p_vote_id bigint default null,
    p_by_request bigint default null,
    p_match text default null
)
returns bigint
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    verdict text;  -- the decision on the request; null where the exception stays open
    deciders text;
    machines_result jsonb;
    caused jsonb;
    move_id bigint;
begin
    if x.closed_at is not null or not exists (
        select
        from exception_legal_moves as m
        where (m.action, m.from_state, m.to_state) = (p_action, x.state, p_to_state)
    ) then
        raise exception 'exception % is %: % to % is not a legal move from there (see exception_legal_moves)',
            x.id, x.state, p_action, p_to_state using errcode = 'BA409';
    end if;
    select s.decision into verdict from exception_states as s where s.state = p_to_state;
    if verdict is not null then
        select a.result into machines_result
        from agent_audit_log as a
        where a.request_id = x.request_id
            and a.job_id = x.job_id
            and a.attempt = x.attempt
            and a.action = 'awaiting_approval';
        select caused_by_vote(r, e.causes, verdict) into caused
        from banking_requests as r
        inner join evaluations as e on e.job_id = x.job_id and e.attempt = x.attempt
        where r.id = x.request_id;
        -- A match that people approved closes in their name.
        deciders := coalesce(
            (select d.decided_by from decisions as d where d.request_id = p_by_request), 'people'
        );
    end if;

    -- A proposal that nobody has voted on is withdrawn by any other move.
    update exception_proposals as p
    set closed_at = clock_timestamp(), disposition = 'withdrawn'
    where p.exception_id = x.id and p.closed_at is null and p.id is distinct from p_proposal_id;

    -- One statement: the triggers compare the exception, its request and both trails at its end.
    with entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result
        )
        select
            x.request_id,
            case when verdict is null then 'exception_moved' else 'processed' end,
            p_actor,
            'awaiting_approval',
            case when verdict is null then 'awaiting_approval' else 'processed' end,
            x.job_id,
            x.attempt,
            case
                when verdict is null then '{}'
                else closed_result(machines_result, x.id, p_to_state, verdict, deciders, p_by_request)
            end
            || jsonb_strip_nulls(jsonb_build_object(
                'exception_id', x.id,
                'move', p_action,
                'from_state', x.state,
                'to_state', p_to_state,
                'proposal_id', p_proposal_id,
                'exception_vote_id', p_vote_id,
                'matched_by', case when verdict is not null then p_by_request end,
                'changed_by', case when verdict is null then p_by_request end
            ))
            || coalesce(caused -> 'told', '{}')
        returning id
    ),

    decided as (
        insert into decisions (request_id, decision, decided_by, actor, job_id, attempt)
        select
            x.request_id, verdict, deciders, p_actor, x.job_id, x.attempt
        where verdict is not null
    ),

    closed as (
        update approvals as a
        set closed_at = now()
        where a.job_id = x.job_id and a.attempt = x.attempt and verdict is not null
    ),

    moved as (
        update banking_requests as r
        set status = 'processed', status_xid = pg_current_xact_id(), updated_at = now()
        where r.id = x.request_id and verdict is not null
    ),

    changed as (
        update trade_exceptions as t
        set state = p_to_state,
            assignee = p_assignee,
            changed_at = clock_timestamp(),
            closed_at = case when verdict is not null then clock_timestamp() end,
            closed_reason = case when verdict is not null then p_reason end,
            closed_match = case when p_to_state = 'rematched' then coalesce(p_match, 'forced') end,
            closed_by_request = case when verdict is not null then p_by_request end
        where t.id = x.id
    )

    insert into exception_moves (
        exception_id, action, from_state, to_state, actor, reason, assignee, proposal_id, vote_id,
        by_request, audit_entry_id
    )
    select
        x.id, p_action, x.state, p_to_state, p_actor, p_reason, p_assignee, p_proposal_id, p_vote_id,
        p_by_request, entered.id
    from entered
    returning id into move_id;
    if caused is not null then
        perform submit_follow_ups(jsonb_build_array(caused)), store_trades(jsonb_build_array(caused));
    end if;
    return move_id;
end
$$;

comment on function bankagent.record_exception_move(
    bankagent.trade_exceptions, text, text, text, text, text, bigint, bigint, bigint, text
) is
'Record a move of an exception with its audit entry. A closing decides the request with it. The '
'caller holds the lock of the request. BA409: the move is not legal.';
