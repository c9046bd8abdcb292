create or replace function bankagent.move_of_owner(
    x bankagent.trade_exceptions, p_owner text, p_actor text, p_reason text
)
returns bigint
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    move_id bigint;
begin
    -- The state stays where it says more than who has it. A proposal that waits is not withdrawn.
    move_id := record_exception_move(
        x,
        case
            when p_owner is not null then 'assigned'
            when x.state = 'assigned' then 'moved'
            else 'released'
        end,
        case
            when p_owner is null and x.state = 'assigned' then 'open'
            when p_owner is not null and x.state = 'open' then 'assigned'
            else x.state
        end,
        p_actor, p_reason, p_owner,
        (
            select p.id
            from exception_proposals as p
            where p.exception_id = x.id and p.closed_at is null
        )
    );
    return (select m.audit_entry_id from exception_moves as m where m.id = move_id);
end
$$;

comment on function bankagent.move_of_owner(bankagent.trade_exceptions, text, text, text) is
'Record that an exception has another owner, or none. Returns the number of the audit entry. The '
'caller holds the lock of the request.';

create or replace function bankagent.record_work(
    p_move bankagent.work_moves, p_entry_id bigint default null
)
returns void
language sql
set search_path to bankagent, pg_temp
as $$
    -- One statement: the triggers compare the move and its entry at its end.
    with entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result
        )
        select
            p_move.request_id, p_move.action, p_move.actor, 'awaiting_approval',
            'awaiting_approval', p_move.job_id, p_move.attempt,
            jsonb_strip_nulls(jsonb_build_object(
                'owned_until', p_move.owned_until,
                'team', p_move.team,
                'snoozed_until', p_move.snoozed_until
            ))
        where p_entry_id is null
        returning id
    )

    insert into work_moves (
        request_id, job_id, attempt, stage, action, actor, owner, owned_until, previous_owner, team,
        snoozed_until, reason, audit_entry_id
    )
    select
        p_move.request_id, p_move.job_id, p_move.attempt, p_move.stage, p_move.action, p_move.actor,
        p_move.owner, p_move.owned_until, p_move.previous_owner, p_move.team, p_move.snoozed_until,
        p_move.reason, coalesce(p_entry_id, (select e.id from entered as e))
$$;

comment on function bankagent.record_work(bankagent.work_moves, bigint) is
'Record a move of an item of work with its audit entry. With an entry that is there already, of a '
'move of its exception, by that one. The caller holds the lock of the request.';

create or replace function bankagent.follow_exception_move(
    p_item ops.work_items, p_move_id bigint
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    moved exception_moves;
    made work_moves;
begin
    select m.* into moved from exception_moves as m where m.id = p_move_id;
    made.request_id := p_item.request_id;
    made.job_id := p_item.job_id;
    made.attempt := p_item.attempt;
    made.stage := (current_stage(p_item.job_id, p_item.attempt)).stage;
    made.action := case when moved.assignee is null then 'released' else 'assigned' end;
    made.actor := moved.actor;
    made.owner := moved.assignee;
    made.previous_owner := case
        when p_item.owner = moved.assignee then p_item.previous_owner
        when moved.assignee is not null then p_item.owner
    end;
    made.team := p_item.team;
    made.reason := moved.reason;
    perform record_work(made, moved.audit_entry_id);
end
$$;

comment on function bankagent.follow_exception_move(ops.work_items, bigint) is
'Record that an item of work has the owner that a move gave to its exception. p_item is the item '
'before it.';
