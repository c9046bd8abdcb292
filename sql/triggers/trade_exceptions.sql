-- An exception, its request and the audit trail change together, superusers included.

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
    select n.id, n.request_id, n.reopens_id into wrong
    from new_rows as n
    where tg_op = 'INSERT' and n.reopens_id is distinct from (
        select o.exception_id from exception_reopenings as o where o.request_id = n.request_id
    )
    limit 1;
    if found then
        raise exception 'exception % would reopen %, which its request % does not: use '
            'bankagent.reopen_exception(…)', wrong.id, coalesce(wrong.reopens_id::text, 'none'),
            wrong.request_id using errcode = 'BA403';
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
'request. It reopens what its request does.';

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

create or replace function bankagent.check_shown_comparison()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from exception_moves as m
        inner join banking_requests as r on r.id = m.by_request
        cross join lateral ops.exception_comparison(new.id) as shown
        cross join lateral compared_columns(r.client_id, shown.comparison) as c
        where m.exception_id = new.id
            and m.action = 'changed'
            and m.xid = pg_current_xact_id()
            and shown.request_id = m.by_request
            and c is not distinct from (
                new.our_source, new.our_record, new.their_source, new.their_record, new.match,
                new.primary_code, new.primary_field, new.breaks, new.severity, new.priority,
                new.exposure, new.currency, new.exposure_usd, new.value_date, new.days_open,
                new.calendars, new.zone, new.cut_off_at, new.expected_penalty, new.content_sha256,
                new.outcome
            )
    ) then
        raise exception 'exception % would show what no later request of its pair has compared: '
            'settle_jobs changes it', new.id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_shown_comparison() is
'Trigger: an exception shows the last comparison that opened or changed it.';

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
-- A closed exception never changes, and an open one keeps all but its state and what it shows.
create or replace trigger trade_exceptions_keep_columns
before update on bankagent.trade_exceptions
for each row
when (
    old.closed_at is not null
    or (new.id, new.request_id, new.job_id, new.attempt, new.reopens_id, new.opened_at)
    is distinct from
    (old.id, old.request_id, old.job_id, old.attempt, old.reopens_id, old.opened_at)
)
execute function bankagent.refuse_change();
create or replace trigger trade_exceptions_show_what_was_compared
after update on bankagent.trade_exceptions
for each row
when (
    (
        new.our_source, new.our_record, new.their_source, new.their_record, new.match,
        new.primary_code, new.primary_field, new.breaks, new.severity, new.priority, new.exposure,
        new.currency, new.exposure_usd, new.value_date, new.days_open, new.calendars, new.zone,
        new.cut_off_at, new.expected_penalty, new.content_sha256, new.outcome
    )
    is distinct from (
        old.our_source, old.our_record, old.their_source, old.their_record, old.match,
        old.primary_code, old.primary_field, old.breaks, old.severity, old.priority, old.exposure,
        old.currency, old.exposure_usd, old.value_date, old.days_open, old.calendars, old.zone,
        old.cut_off_at, old.expected_penalty, old.content_sha256, old.outcome
    )
)
execute function bankagent.check_shown_comparison();
-- Only where a request leaves its approval, so that a settle pays nothing for it.
create or replace trigger banking_requests_agree_with_exception
after update of status on bankagent.banking_requests
for each row
when (old.status = 'awaiting_approval' and new.status <> 'awaiting_approval')
execute function bankagent.check_request_of_exception();
