create or replace function bankagent.lender(p_authority_id bigint)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return (
        select c.asked_by
        from authority_confirmations as c
        where c.authority_id = p_authority_id and c.kind = 'delegation'
    );
end
$$;

comment on function bankagent.lender(bigint) is
'Reviewer who delegated an authority. Null where it is no delegation.';

create or replace function bankagent.has_not_ended(p_authority bankagent.authorities)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- The clock, not now(): an authority that ended while a vote waited for its lock is ended.
    return p_authority.valid_from <= clock_timestamp()
        and coalesce(p_authority.valid_to > clock_timestamp(), true)
        and exists (
            select
            from reviewers as r
            where r.name = p_authority.reviewer and r.disabled_at is null
        )
        and not exists (select from authority_ends as e where e.authority_id = p_authority.id);
end
$$;

comment on function bankagent.has_not_ended(bankagent.authorities) is
'Test of an authority by itself: true where its time is now. Neither it nor its reviewer is ended.';

create or replace function bankagent.is_in_force(p_authority bankagent.authorities)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return has_not_ended(p_authority) and not exists (
        select
        from authority_confirmations as c
        inner join authority_asks as k on k.id = c.ask_id
        inner join authorities as f on f.id = k.from_authority_id
        where c.authority_id = p_authority.id and not has_not_ended(f)
    );
end
$$;

comment on function bankagent.is_in_force(bankagent.authorities) is
'Test of an authority: true where it is in force. A delegation ends with what it is from, too.';

create or replace function bankagent.has_own_authority(p_reviewer text, p_request_type text)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from authorities as a
        where a.reviewer = p_reviewer
            and (a.request_type is null or a.request_type = p_request_type)
            and is_in_force(a)
            and not exists (select from authority_confirmations as c where c.authority_id = a.id)
    )
$$;

comment on function bankagent.has_own_authority(text, text) is
'Test of a reviewer: true where they hold an authority of their own. An operator gave it, and it '
'is in force for a request type; p_request_type is null for all types.';

create or replace function bankagent.wider_fault(
    p_ask bankagent.authority_asks, p_from bankagent.authorities
)
returns text
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select case
        when p_ask.role <> p_from.role then 'it is of another role'
        when p_ask.request_type is distinct from coalesce(p_from.request_type, p_ask.request_type)
            then 'it is of more request types'
        when p_ask.desk is distinct from coalesce(p_from.desk, p_ask.desk) then 'it is of more desks'
        when p_from.max_amount is not null
            and (p_ask.currency = p_from.currency and p_ask.max_amount <= p_from.max_amount)
            is not true then 'its limit is wider, or in another currency'
        when p_ask.valid_to > p_from.valid_to then 'it would outlast it'
    end
$$;

comment on function bankagent.wider_fault(
    bankagent.authority_asks, bankagent.authorities
) is
'Fault of a delegation that is wider than what it is from, as a clause. Null where it is not.';
