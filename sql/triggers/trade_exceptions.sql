-- An exception, its moves, its request and the audit trail change together, superusers included.

create or replace function bankagent.check_exceptions()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
begin
    select n.id, n.state into wrong
    from new_rows as n
    where (
        select m.xid = pg_current_xact_id() and m.to_state = n.state
            and (tg_op = 'UPDATE') = (m.from_state <> 'new')
            and m.assignee is not distinct from n.assignee
        from exception_moves as m
        where m.exception_id = n.id
        order by m.id desc
        limit 1
    ) is not true
    limit 1;
    if found then
        raise exception 'exception % would be % without a move: use the functions of schema bankagent '
            '(move_exception, …)', wrong.id, wrong.state using errcode = 'BA403';
    end if;
    select n.id, n.state, r.status into wrong
    from new_rows as n
    left join banking_requests as r on r.id = n.request_id
    where exception_agrees(n.id) is not true
    limit 1;
    if found then
        raise exception 'exception % would be % while its request is %: use the functions of schema '
            'bankagent (move_exception, …)', wrong.id, wrong.state, wrong.status
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_exceptions() is
'Trigger: a change of an exception has its move in the same transaction. Its state agrees with its '
'request.';

create or replace function bankagent.exception_agrees(p_exception_id bigint)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when not s.is_final then r.status = 'awaiting_approval'
        else r.status = 'processed' and s.decision is not distinct from d.decision
    end
    from trade_exceptions as x
    inner join exception_states as s on s.state = x.state
    inner join banking_requests as r on r.id = x.request_id
    left join decisions as d on d.request_id = x.request_id
    where x.id = p_exception_id
$$;

comment on function bankagent.exception_agrees(bigint) is
'Test of an exception: true where its request awaits approval while it is open. Once it is closed '
'the request has the decision of its state.';

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
        when 'reason' then n.reason is not null
        when 'assignee' then n.assignee is not null
        when 'proposal' then p.exception_id = n.exception_id
            and p.proposer = n.actor
            and p.kind || '_proposed' = n.action
        when 'vote' then (v.exception_id, v.proposal_id, v.reviewer)
            = (n.exception_id, n.proposal_id, n.actor)
            and n.action = case
                when v.verdict = 'reject' then v.kind || '_rejected'
                when v.kind = 'repair' then 'repaired'
                else 'written_off'
            end
        when 'match' then n.by_request > x.request_id
        when 'request' then n.by_request is not null
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
    return null;
end
$$;

comment on function bankagent.check_exception_moves() is
'Trigger: a move of an exception is legal, and has what it needs. It begins where the one before '
'ended. Its audit entry is of the same transaction.';

create or replace function bankagent.check_request_of_exception()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    contradicted bigint;
begin
    select x.id into contradicted
    from trade_exceptions as x
    where x.request_id = new.id and exception_agrees(x.id) is not true;
    if found then
        raise exception 'request % would be % while exception % is not closed so: close the exception '
            '(move_exception, vote_on_proposal)', new.id, new.status, contradicted
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_request_of_exception() is
'Trigger: a request leaves its approval only together with its exception.';

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

create or replace trigger trade_exceptions_insert_has_move
after insert on bankagent.trade_exceptions
referencing new table as new_rows
for each statement execute function bankagent.check_exceptions();
create or replace trigger trade_exceptions_update_has_move
after update on bankagent.trade_exceptions
referencing new table as new_rows
for each statement execute function bankagent.check_exceptions();
create or replace trigger trade_exceptions_no_delete
before delete or truncate on bankagent.trade_exceptions
for each statement execute function bankagent.refuse_change();
-- A closed exception never changes, and an open one keeps all but its state.
create or replace trigger trade_exceptions_keep_columns
before update on bankagent.trade_exceptions
for each row
when (
    old.closed_at is not null
    or (
        new.id, new.request_id, new.job_id, new.attempt, new.our_source, new.our_record,
        new.their_source, new.their_record, new.match, new.primary_code, new.primary_field,
        new.breaks, new.severity, new.priority, new.exposure, new.currency, new.exposure_usd,
        new.value_date, new.days_open, new.cut_off_at, new.expected_penalty, new.content_sha256,
        new.reopens_id, new.opened_at
    )
    is distinct from (
        old.id, old.request_id, old.job_id, old.attempt, old.our_source, old.our_record,
        old.their_source, old.their_record, old.match, old.primary_code, old.primary_field,
        old.breaks, old.severity, old.priority, old.exposure, old.currency, old.exposure_usd,
        old.value_date, old.days_open, old.cut_off_at, old.expected_penalty, old.content_sha256,
        old.reopens_id, old.opened_at
    )
)
execute function bankagent.refuse_change();
-- Only where a request leaves its approval, so that a settle pays nothing for it.
create or replace trigger banking_requests_agree_with_exception
after update of status on bankagent.banking_requests
for each row
when (old.status = 'awaiting_approval' and new.status <> 'awaiting_approval')
execute function bankagent.check_request_of_exception();
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
create or replace trigger exception_reopenings_append_only
before update or delete or truncate on bankagent.exception_reopenings
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_votes_append_only
before update or delete or truncate on bankagent.exception_votes
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_comments_append_only
before update or delete or truncate on bankagent.exception_comments
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_labels_append_only
before update or delete or truncate on bankagent.exception_labels
for each statement execute function bankagent.refuse_change();
create or replace trigger exception_proposals_no_delete
before delete or truncate on bankagent.exception_proposals
for each statement execute function bankagent.refuse_change();
-- A proposal is closed once; no other column of it changes.
create or replace trigger exception_proposals_close_once
before update on bankagent.exception_proposals
for each row
when (
    old.closed_at is not null
    or new.closed_at is null
    or (
        new.id, new.exception_id, new.request_id, new.kind, new.content, new.reason, new.proposer,
        new.digest, new.proposed_at
    )
    is distinct from (
        old.id, old.exception_id, old.request_id, old.kind, old.content, old.reason, old.proposer,
        old.digest, old.proposed_at
    )
)
execute function bankagent.refuse_change();
