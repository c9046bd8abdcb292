-- A move of an exception is legal, signed, and in the audit trail, superusers included.

create or replace function bankagent.rests_on_match(
    x bankagent.trade_exceptions, p_by_request bigint
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from banking_requests as r
        inner join banking_requests as own on own.id = x.request_id and own.client_id = r.client_id
        inner join decisions as d on d.request_id = r.id and d.decision = 'approved'
        inner join evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
        cross join lateral ops.exception_comparison(x.id) as shown
        where r.id = p_by_request
            and r.id > x.request_id
            and e.known #>> '{comparison,match}' in ('exact', 'within_tolerance')
            and ops.match_fault(
                shown.comparison,
                (e.known -> 'comparison') || jsonb_build_object('pair', ops.pair_of(r.payload))
            ) is null
    )
$$;

comment on function bankagent.rests_on_match(bankagent.trade_exceptions, bigint) is
'Test of a move: true where a later request is approved and ends the exception.';

create or replace function bankagent.rests_on_change(
    x bankagent.trade_exceptions, p_by_request bigint
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from banking_requests as r
        inner join banking_requests as own on own.id = x.request_id and own.client_id = r.client_id
        inner join decisions as d on d.request_id = r.id and d.decision = 'rejected'
        inner join evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
        where r.id = p_by_request
            and r.id > x.request_id
            and e.known #>> '{comparison,match}' not in ('exact', 'within_tolerance')
            and (e.known #>> '{comparison,earlier,request_id}')::bigint = x.request_id
    )
$$;

comment on function bankagent.rests_on_change(bankagent.trade_exceptions, bigint) is
'Test of a move: true where a later request found it open with other values.';

create or replace function bankagent.check_exception_moves()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
begin
    select n.exception_id, n.action, n.from_state, n.to_state into wrong
    from new_rows as n
    left join exception_legal_moves as legal
        on (legal.action, legal.from_state, legal.to_state) = (n.action, n.from_state, n.to_state)
    left join trade_exceptions as x on x.id = n.exception_id
    left join agent_audit_log as a on a.id = n.audit_entry_id
    left join exception_votes as v on v.id = n.vote_id
    left join exception_proposals as p on p.id = n.proposal_id
    where case legal.needs
        when 'reason' then n.reason is not null and case
            when n.vote_id is null then not (select d.is_strict from closing_demand(x) as d)
            else (v.exception_id, v.proposal_id, v.reviewer)
                = (n.exception_id, n.proposal_id, n.actor)
                and n.action = move_of_vote(v)
        end
        when 'assignee' then n.assignee is not null
        when 'proposal' then p.exception_id = n.exception_id
            and p.proposer = n.actor
            and p.kind || '_proposed' = n.action
        when 'vote' then (v.exception_id, v.proposal_id, v.reviewer)
            = (n.exception_id, n.proposal_id, n.actor)
            and n.action = move_of_vote(v)
        when 'match' then rests_on_match(x, n.by_request)
        when 'change' then rests_on_change(x, n.by_request)
        when 'request' then case n.action
            when 'opened' then n.by_request = x.request_id
            else exists (
                select
                from exception_reopenings as o
                where (o.request_id, o.exception_id) = (n.by_request, n.exception_id)
            )
        end
        else legal.needs = 'nothing'
    end is not true
    or (a.request_id = x.request_id and a.xid = pg_current_xact_id() and a.actor = n.actor) is not true
    or not case
        when n.action = 'opened' then a.action = 'awaiting_approval'
        else coalesce(
            a.result @> jsonb_build_object(
                'exception_id', n.exception_id, 'move', n.action, 'to_state', n.to_state
            ),
            false
        )
    end
    or n.to_state is distinct from x.state
    or n.from_state is distinct from coalesce(
        (
            select m.to_state
            from exception_moves as m
            where m.exception_id = n.exception_id and m.id < n.id
            order by m.id desc
            limit 1
        ),
        'new'
    )
    limit 1;
    if found then
        raise exception 'exception %: % from % to % is no legal move with its audit entry: use the '
            'functions of schema bankagent (move_exception, …)',
            wrong.exception_id, wrong.action, wrong.from_state, wrong.to_state
            using errcode = 'BA403';
    end if;
    -- The policy opens an exception, shows a changed pair in it, or closes it by a match; people do
    -- all else.
    select n.exception_id, n.actor into wrong
    from new_rows as n
    where n.action not in ('opened', 'changed', 'rematched') and not may_sign_as(n.actor)
    limit 1;
    if found then
        raise exception 'database user % may not move exception % in the name of %',
            session_user, wrong.exception_id, wrong.actor using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_exception_moves() is
'Trigger: a move of an exception is legal and signed. It has what it needs (the votes of all '
'stages where one person does not close it), and begins where the one before ended. Its audit '
'entry is of the same transaction.';

create or replace function bankagent.check_exception_entries()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (select from exception_moves as m where m.audit_entry_id = new.id) then
        raise exception 'audit entry % of request % names no move of an exception: use the functions of '
            'schema bankagent (move_exception, …)', new.action, new.request_id
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_exception_entries() is
'Trigger: an audit entry on a move of an exception has that move.';

create or replace trigger exception_states_read_only
before insert or update or delete or truncate on bankagent.exception_states
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_legal_moves_read_only
before insert or update or delete or truncate on bankagent.exception_legal_moves
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_audit_log_exception_entries_have_move
after insert on bankagent.agent_audit_log
for each row
when (new.action in ('exception_moved', 'exception_reopened'))
execute function bankagent.check_exception_entries();
create or replace trigger exception_moves_are_legal
after insert on bankagent.exception_moves
referencing new table as new_rows
for each statement execute function bankagent.check_exception_moves();
create or replace trigger exception_moves_append_only
before update or delete or truncate on bankagent.exception_moves
for each statement execute function bankagent.refuse_change();
