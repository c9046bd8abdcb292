create or replace function bankagent.move_exception(
    p_exception_id bigint,
    p_to_state text,
    p_reason text default null,
    p_assignee text default null,
    p_actor text default null,
    p_traceparent text default null,
    out state text,
    out status text,
    out decision text
)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_reviewer(p_actor);
    exception trade_exceptions;
    action text;
    request banking_requests;
    demand record;
    fault text;
    item ops.work_items;
    move_id bigint;
    is_closing boolean := coalesce(p_to_state in ('rematched', 'trade_cancelled'), false);
begin
    action := case
        when p_to_state in ('open', 'investigating', 'counterparty_contacted') then 'moved'
        when p_to_state = 'assigned' then 'assigned'
        when p_to_state = 'rematched' then 'match_forced'
        when p_to_state = 'trade_cancelled' then 'trade_cancelled'
    end;
    if action is null then
        raise exception 'to_state must be open, assigned, investigating, counterparty_contacted, '
            'rematched or trade_cancelled; repairs and write-offs are proposed and voted on'
            using errcode = 'BA422', column = 'to_state', hint = 'must be open, assigned, '
            'investigating, counterparty_contacted, rematched or trade_cancelled';
    end if;
    if p_reason is not null or is_closing then
        p_reason := checked_reason(p_reason);
    end if;
    if (p_assignee is not null) <> (action = 'assigned') or (action = 'assigned' and not exists (
        select from reviewers as v where v.name = p_assignee and v.disabled_at is null
    )) then
        raise exception 'assignee must be a reviewer, with assigned alone' using
            errcode = 'BA422', column = 'assignee', hint = 'must be a reviewer, with assigned alone';
    end if;
    perform set_traceparent(p_traceparent);
    exception := lock_exception(p_exception_id);
    if is_closing then
        select r.* into request from banking_requests as r where r.id = exception.request_id;
        perform check_decider(request, by_whom);
        select d.* into demand from closing_demand(exception) as d;
        if demand.is_strict then
            raise exception '% may not close exception % alone: propose a %, on which other people vote',
                by_whom, p_exception_id,
                case p_to_state when 'rematched' then 'forced_match' else 'cancellation' end
                using errcode = 'BA403';
        end if;
        select a.fault into fault
        from proposal_authority(
            request, exception, by_whom, demand.stages #>> '{0,role}', kept_out(request)
        ) as a;
        if fault is not null then
            raise exception '% may not close exception %: %', by_whom, p_exception_id, fault
                using errcode = 'BA403';
        end if;
    end if;
    -- Its owner is that of the item of work, which a claim keeps for its owner.
    if action = 'assigned' or p_to_state = 'open' then
        select i.* into item from ops.work_items as i where i.request_id = exception.request_id;
        perform check_owner(item, by_whom, false);
    end if;
    move_id := record_exception_move(
        exception, action, p_to_state, by_whom, p_reason,
        case
            when action = 'assigned' then p_assignee
            when p_to_state <> 'open' then exception.assignee
        end
    );
    if item.request_id is not null and (action = 'assigned' or exception.assignee is not null) then
        perform follow_exception_move(item, move_id);
    end if;
    state := p_to_state;
    status := case when is_closing then 'processed' else 'awaiting_approval' end;
    decision := (select s.decision from exception_states as s where s.state = p_to_state);
end
$$;

comment on function bankagent.move_exception(bigint, text, text, text, text, text) is
'Move an exception. Assigns it, looks into it, hands it back, or closes it with a reason. For the '
'API''s session alone. rematched closes it after its repair, trade_cancelled at any time, where a '
'review asks for one vote; the request is decided with it. Under more, other people vote on a '
'proposal. Returns the new state, the status of the request and the decision. '
'Example: select * from bankagent.move_exception(3, ''investigating'', null, null, ''anna''). '
'BA403: no reviewer, another session, one who would close it alone where more votes are asked for, '
'or who made the request, or has no authority that covers its exposure. BA404: there is no such '
'exception. BA409: the move is not legal. BA422: no reason, or no such state or assignee.';
