create or replace function bankagent.check_work_arguments(
    p_action text, p_to text, p_until timestamptz, p_reason text
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if p_action is null or p_action <> all(
        array['claim', 'release', 'assign', 'hand_back', 'move', 'snooze']
    ) then
        raise exception 'action must be claim, release, assign, hand_back, move or snooze' using
            errcode = 'BA422', column = 'action',
            hint = 'must be claim, release, assign, hand_back, move or snooze';
    end if;
    if (p_to is not null) <> (p_action in ('assign', 'move')) then
        raise exception 'to must be a reviewer with assign, a role with move, and left out else' using
            errcode = 'BA422', column = 'to',
            hint = 'must be a reviewer with assign, a role with move, and left out else';
    end if;
    if p_until is not null and p_action <> 'snooze' then
        raise exception 'until must be left out but with snooze' using
            errcode = 'BA422', column = 'until', hint = 'must be left out but with snooze';
    end if;
    if p_reason is not null then
        perform checked_reason(p_reason);
    end if;
end
$$;

comment on function bankagent.check_work_arguments(text, text, timestamptz, text) is
'Refuse what no move of an item of work can have. BA422.';

create or replace function bankagent.check_receiver(
    p_request bankagent.banking_requests, p_action text, p_to text
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    fault text;
begin
    if p_action = 'assign' then
        fault := case
            when not exists (
                select from reviewers as v where v.name = p_to and v.disabled_at is null
            ) then 'must be a reviewer who is not disabled'
            else 'does not do: ' || work_fault(p_request, p_to)
        end;
    elsif p_action = 'move' and not exists (
        select from ops.reviewer_authorities as a where a.role = p_to and a.state = 'in force'
    ) then
        fault := 'must be the role of an authority in force';
    end if;
    if fault is not null then
        raise exception 'to %', fault using errcode = 'BA422', column = 'to', hint = fault;
    end if;
end
$$;

comment on function bankagent.check_receiver(bankagent.banking_requests, text, text) is
'Refuse to give a request to a reviewer who cannot have it. Or to a team without people. BA422.';

create or replace function bankagent.check_snooze(
    p_item ops.work_items, p_until timestamptz
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    due timestamptz;
    fault text;
begin
    if p_until is null and p_item.snoozed_until is null then
        raise exception 'request % is not snoozed', p_item.request_id using errcode = 'BA409';
    end if;
    -- An exception is left to its people, whatever its approval's time.
    if p_item.exception_id is null then
        due := (current_stage(p_item.job_id, p_item.attempt)).due_at;
    end if;
    fault := case
        when p_until <= clock_timestamp() then 'must be in the future'
        when p_until > clock_timestamp() + interval '30 days' then 'must be within 30 days'
        when p_until > due then format(
            'must not be after it is due: %s UTC',
            to_char(due at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
        )
    end;
    if fault is not null then
        raise exception 'until %', fault using errcode = 'BA422', column = 'until', hint = fault;
    end if;
end
$$;

comment on function bankagent.check_snooze(ops.work_items, timestamptz) is
'Refuse a time that is no end of a snooze. BA409: it is not snoozed and has no end. BA422: it is '
'past, more than 30 days away, or after the stage that waits is due.';

create or replace function bankagent.check_mover(
    p_request bankagent.banking_requests,
    p_item ops.work_items,
    p_action text,
    p_reviewer text
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    fault text;
begin
    if p_action in ('release', 'hand_back') then
        if p_item.owner is distinct from p_reviewer then
            raise exception '% does not have request % in hand%', p_reviewer, p_request.id,
                coalesce(': ' || p_item.owner || ' has', '') using errcode = 'BA409';
        end if;
        return;
    end if;
    if p_action = 'claim' then
        fault := case
            when p_item.exception_id is not null then work_fault(p_request, p_reviewer)
            else (select f.fault from vote_fault(p_request.id, p_reviewer) as f)
        end;
    elsif not sees_request(p_reviewer, p_request) then
        fault := work_fault(p_request, p_reviewer);
    end if;
    if fault is not null then
        raise exception '% may not % request %: %', p_reviewer, p_action, p_request.id, fault
            using errcode = 'BA403';
    end if;
    perform check_owner(p_item, p_reviewer, p_action = 'claim');
end
$$;

comment on function bankagent.check_mover(
    bankagent.banking_requests, ops.work_items, text, text
) is
'Refuse a reviewer who may not make this move. BA403: they may not vote on it (claim), or see '
'nothing of its type. BA409: another reviewer has it, or they do not have it.';

create or replace function bankagent.next_owner(
    p_request bankagent.banking_requests,
    p_item ops.work_items,
    p_action text,
    p_to text,
    p_reviewer text
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case p_action
        when 'claim' then p_reviewer
        when 'assign' then p_to
        -- Where the one before can have it no more, it goes to the team.
        when 'hand_back' then (
            select r.name
            from reviewers as r
            where r.name = p_item.previous_owner
                and r.disabled_at is null
                and work_fault(p_request, r.name) is null
        )
        when 'snooze' then p_item.last_owner
    end
$$;

comment on function bankagent.next_owner(
    bankagent.banking_requests, ops.work_items, text, text, text
) is
'Reviewer who has an item after a move; null for the team.';

create or replace function bankagent.move_work(
    p_request_id bigint,
    p_action text,
    p_to text default null,
    p_until timestamptz default null,
    p_reason text default null,
    p_actor text default null,
    p_traceparent text default null,
    out owner text,
    out owned_until timestamptz,
    out team text,
    out snoozed_until timestamptz
)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_reviewer(p_actor);
    request banking_requests;
    item ops.work_items;
    exception trade_exceptions;
    latest work_moves;
    made work_moves;
    entry_id bigint;
begin
    perform check_work_arguments(p_action, p_to, p_until, p_reason), set_traceparent(p_traceparent);
    request := lock_request(p_request_id);
    select i.* into item from ops.work_items as i where i.request_id = p_request_id;
    if not found then
        raise exception 'request % is %: only a request that awaits approval is worked on',
            p_request_id, request.status using errcode = 'BA409';
    end if;
    perform check_mover(request, item, p_action, by_whom), check_receiver(request, p_action, p_to);
    if p_action = 'snooze' then
        perform check_snooze(item, p_until);
    end if;
    select m.* into latest
    from work_moves as m
    where m.job_id = item.job_id and m.attempt = item.attempt
    order by m.id desc
    limit 1;

    made.request_id := request.id;
    made.job_id := item.job_id;
    made.attempt := item.attempt;
    made.stage := (current_stage(item.job_id, item.attempt)).stage;
    made.action := case p_action
        when 'hand_back' then 'handed_back' else rtrim(p_action, 'e') || 'ed'
    end;
    made.actor := by_whom;
    made.owner := next_owner(request, item, p_action, p_to, by_whom);
    made.owned_until := case
        when p_action = 'claim' then clock_timestamp() + interval '30 minutes'
        when p_action = 'snooze' and made.owner = latest.owner then latest.owned_until
    end;
    made.previous_owner := case
        when p_action in ('claim', 'assign') and item.owner <> made.owner then item.owner
        when p_action in ('claim', 'assign', 'snooze') and item.last_owner = made.owner
            then item.previous_owner
    end;
    made.team := case p_action when 'move' then p_to else item.team end;
    made.snoozed_until := p_until;
    made.reason := p_reason;

    select x.* into exception from trade_exceptions as x where x.id = item.exception_id;
    if found and exception.assignee is distinct from made.owner then
        entry_id := move_of_owner(exception, made.owner, by_whom, p_reason);
    end if;
    perform record_work(made, entry_id);
    owner := made.owner;
    owned_until := made.owned_until;
    team := made.team;
    snoozed_until := made.snoozed_until;
end
$$;

comment on function bankagent.move_work(
    bigint, text, text, timestamptz, text, text, text
) is
'Move an item of work: a request that awaits approval, with its exception. For the API''s session '
'alone. p_action is claim (for 30 minutes, and again to go on), release, assign (p_to is a '
'reviewer), hand_back (to the owner before, else the team), move (p_to is the role of a team) or '
'snooze (until p_until; without one a snooze ends). It bars no vote of another reviewer. Returns '
'owner, end of the claim, team and end of the snooze. Example: select * from '
'bankagent.move_work(7, ''claim'', p_actor => ''anna''). BA403: no reviewer, one who may not vote '
'on it (claim) or sees nothing of its type, or another session. BA404: there is no such request. '
'BA409: it does not await approval, another reviewer has it, or the reviewer does not have it. '
'BA422: a field is wrong.';
