-- A move of an item of work, and a comment that its caller reads, are in the audit trail and are
-- signed, superusers included; and a claim holds.

create or replace function bankagent.check_work_moves()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
begin
    select n.request_id, n.action into wrong
    from new_rows as n
    left join agent_audit_log as e on e.id = n.audit_entry_id
    left join approvals as a on a.job_id = n.job_id and a.attempt = n.attempt
    left join trade_exceptions as x on x.request_id = n.request_id and x.closed_at is null
    where (
        a.request_id = n.request_id
        and a.closed_at is null
        and e.request_id = n.request_id
        and e.actor = n.actor
        and n.xid = pg_current_xact_id()
        and e.xid = n.xid
        and e.action in (n.action, case when x.id is not null then 'exception_moved' end)
        and (x.id is null or x.assignee is not distinct from n.owner)
    ) is not true
    limit 1;
    if found then
        raise exception 'request % would be % without an approval that is open, its audit entry, or the '
            'owner of its exception: use bankagent.move_work(…)', wrong.request_id, wrong.action
            using errcode = 'BA403';
    end if;
    select n.request_id, n.actor into wrong from new_rows as n where not may_sign_as(n.actor) limit 1;
    if found then
        raise exception 'database user % may not move request % in the name of %',
            session_user, wrong.request_id, wrong.actor using errcode = 'BA403';
    end if;
    select n.owner, decider_fault(r, n.owner) as fault into wrong
    from new_rows as n
    inner join banking_requests as r on r.id = n.request_id
    where n.action in ('claimed', 'assigned', 'handed_back') and decider_fault(r, n.owner) is not null
    limit 1;
    if found then
        raise exception '% may not have it in hand: %', wrong.owner, wrong.fault
            using errcode = 'BA403';
    end if;
    select n.request_id, held.owner into wrong
    from new_rows as n
    cross join lateral (
        select m.owner, m.owned_until
        from work_moves as m
        where m.job_id = n.job_id and m.attempt = n.attempt and m.id < n.id
        order by m.id desc
        limit 1
    ) as held
    inner join reviewers as r on r.name = held.owner and r.disabled_at is null
    where held.owner <> n.actor
        and held.owned_until > clock_timestamp()
        and not exists (
            select
            from votes as v
            where v.job_id = n.job_id and v.attempt = n.attempt and v.reviewer = held.owner
        )
    limit 1;
    if found then
        raise exception '% has request % in hand: its claim has not ended',
            wrong.owner, wrong.request_id using errcode = 'BA409';
    end if;
    return null;
end
$$;

comment on function bankagent.check_work_moves() is
'Trigger: a move of an item of work is signed, and has its audit entry. They are of one '
'transaction. Its approval is open, its owner may decide and is that of its exception, and no '
'other reviewer has claimed it.';

create or replace function bankagent.check_comment()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from agent_audit_log as e
        where e.id = new.audit_entry_id
            and (e.request_id, e.action, e.actor) = (new.request_id, 'commented', new.author)
            and e.xid = pg_current_xact_id()
            and e.result = jsonb_build_object('comment_id', new.id)
    ) then
        raise exception 'comment % on request % has no audit entry of its author: use '
            'bankagent.comment_on_request(…)', new.id, new.request_id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_comment() is
'Trigger: a comment that the caller reads has its audit entry. It is of the same transaction.';

create or replace function bankagent.check_work_entries()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (select from work_moves as m where m.audit_entry_id = new.id)
        and not exists (select from request_comments as c where c.audit_entry_id = new.id)
    then
        raise exception 'audit entry % of request % names no move of an item of work, and no comment: '
            'use bankagent.move_work(…) or comment_on_request(…)', new.action, new.request_id
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_work_entries() is
'Trigger: an audit entry on a move of work, or on a comment, has that row.';

create or replace trigger work_moves_are_signed
after insert on bankagent.work_moves
referencing new table as new_rows
for each statement execute function bankagent.check_work_moves();
create or replace trigger work_moves_append_only
before update or delete or truncate on bankagent.work_moves
for each statement execute function bankagent.refuse_change();
create or replace trigger request_comments_are_signed
after insert on bankagent.request_comments
for each row execute function bankagent.check_writer('author');
create or replace trigger request_comments_have_entry
after insert on bankagent.request_comments
for each row
when (new.audit_entry_id is not null)
execute function bankagent.check_comment();
create or replace trigger request_comments_append_only
before update or delete or truncate on bankagent.request_comments
for each statement execute function bankagent.refuse_change();
create or replace trigger agent_audit_log_work_entries_have_row
after insert on bankagent.agent_audit_log
for each row
when (
    new.action in (
        'claimed', 'released', 'assigned', 'handed_back', 'moved', 'snoozed', 'commented'
    )
)
execute function bankagent.check_work_entries();
