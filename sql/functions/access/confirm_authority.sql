create or replace function bankagent.lending_lock()
returns bigint
language sql immutable parallel safe
return 7218005366412207651;

comment on function bankagent.lending_lock() is
'Key of the advisory lock on confirmations. They are made one after another, so that two people '
'never confirm break-glass for each other at once.';

create or replace function bankagent.confirmation_fault(
    p_ask bankagent.authority_asks, p_reviewer text
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when person_key(p_reviewer) in (person_key(p_ask.holder), person_key(p_ask.asked_by))
            then format('%s asked for it, or would have it: another person must', p_reviewer)
        when not has_own_authority(p_reviewer, p_ask.request_type) then format(
            '%s has no authority of their own in force for %s', p_reviewer,
            coalesce('the type ' || p_ask.request_type, 'all types')
        )
        when exists (
            select
            from authority_confirmations as c
            inner join authorities as a on a.id = c.authority_id
            where c.kind = 'break_glass'
                and person_key(c.holder) = person_key(p_reviewer)
                and is_in_force(a)
        ) then format('%s has break-glass in force, and confirms nothing meanwhile', p_reviewer)
    end
$$;

comment on function bankagent.confirmation_fault(bankagent.authority_asks, text) is
'Fault for which a reviewer does not confirm an ask, as a clause. Null where they may.';

create or replace function bankagent.confirm_authority(p_ask_id bigint, p_actor text default null)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := lending_reviewer(p_actor);
    ask authority_asks;
    fault text;
    granted bigint;
begin
    perform pg_advisory_xact_lock(lending_lock());
    select k.* into ask from authority_asks as k where k.id = p_ask_id;
    if not found then
        raise exception 'there is no ask %', coalesce(p_ask_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if exists (select from authority_confirmations as c where c.ask_id = p_ask_id) then
        raise exception 'ask % is confirmed already', p_ask_id using errcode = 'BA409';
    end if;
    fault := confirmation_fault(ask, by_whom);
    if fault is not null then
        raise exception '% may not confirm ask %: %', by_whom, p_ask_id, fault using errcode = 'BA403';
    end if;
    -- What is delegated does not end meanwhile: end_authority waits for this lock.
    perform from authorities as a where a.id = ask.from_authority_id for key share;
    fault := ask_fault(ask);
    if fault is not null then
        raise exception 'ask % can be confirmed no more: %', p_ask_id, fault using errcode = 'BA409';
    end if;
    insert into authorities (
        reviewer, role, request_type, desk, max_amount, currency, valid_from, valid_to, reason,
        granted_by
    )
    values (
        ask.holder, ask.role, ask.request_type, ask.desk, ask.max_amount, ask.currency,
        greatest(ask.valid_from, clock_timestamp()), ask.valid_to, ask.reason, by_whom
    )
    returning id into granted;
    insert into authority_confirmations (
        ask_id, kind, holder, asked_by, authority_id, confirmed_by
    )
    values (ask.id, ask.kind, ask.holder, ask.asked_by, granted, by_whom);
    return granted;
end
$$;

comment on function bankagent.confirm_authority(bigint, text) is
'Confirm a delegation or break-glass as its second person. It is in force from then on. For the '
'API''s session alone. Returns the number of the authority. Example: select '
'bankagent.confirm_authority(3, ''ben''). BA403: the holder, the one who asked, one without an '
'authority of their own for the type, one who has break-glass in force, or another session. '
'BA404: there is no such ask. BA409: it is confirmed already, its time is over, or what it is '
'from has ended.';
