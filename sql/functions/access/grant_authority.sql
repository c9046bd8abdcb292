create or replace function bankagent.check_authority(
    p_role text,
    p_reason text,
    p_request_type text,
    p_desk text,
    p_max_amount numeric,
    p_currency text,
    p_valid_from timestamptz,
    p_valid_to timestamptz
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
begin
    select c.field, c.expected into wrong
    from (
        values
        (
            'role', 'must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example compliance, '
            'and is not any: demands mean every role by it',
            coalesce(p_role ~ '^[a-z][a-z0-9_]{0,39}$' and p_role <> 'any', false)
        ),
        (
            'reason', 'must say why, in 1 to 500 characters',
            coalesce(char_length(p_reason) <= 500 and not is_blank(p_reason), false)
        ),
        (
            'request_type', 'must be a request type that there is, or null for all',
            p_request_type is null
            or exists (select from request_types as t where t.name = p_request_type)
        ),
        (
            'desk', 'must have 1 to 256 characters, or be null for all desks',
            p_desk is null or (char_length(p_desk) <= 256 and not is_blank(p_desk))
        ),
        (
            'max_amount', 'must be an amount of 0 or more, below 10^18, with up to 10 decimals',
            p_max_amount is null
            or (p_max_amount >= 0 and p_max_amount < 1000000000000000000 and scale(p_max_amount) <= 10)
        ),
        (
            'max_amount', format('must be left out: requests of %s have no exposure, and a limit '
                'covers none', p_request_type),
            p_max_amount is null or p_request_type is null or has_exposure(p_request_type)
        ),
        (
            'currency', 'must be the code (ISO 4217) of the limit''s currency, and is null without one',
            (p_currency is null) = (p_max_amount is null)
            and coalesce(p_currency ~ '^[A-Z]{3}$', true)
        ),
        (
            'valid_to', 'must be in the future, and after valid_from',
            coalesce(p_valid_to > greatest(p_valid_from, clock_timestamp()), true)
        )
    ) as c (field, expected, holds)
    where not c.holds
    limit 1;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;
end
$$;

comment on function bankagent.check_authority(
    text, text, text, text, numeric, text, timestamptz, timestamptz
) is
'Refuse the fields of an authority that are wrong. BA422 names the field and what is expected.';

create or replace function bankagent.grant_authority(
    p_reviewer text,
    p_role text,
    p_reason text,
    p_request_type text default null,
    p_max_amount numeric default null,
    p_currency text default null,
    p_desk text default null,
    p_valid_from timestamptz default null,
    p_valid_to timestamptz default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    granted bigint;
begin
    perform check_authority(
        p_role, p_reason, p_request_type, p_desk, p_max_amount, p_currency, p_valid_from, p_valid_to
    );
    if not exists (select from reviewers as r where r.name = p_reviewer) then
        raise exception 'there is no reviewer called %', coalesce(p_reviewer, 'null')
            using errcode = 'BA404';
    end if;
    if person_key(session_user) = person_key(p_reviewer) then
        raise exception '% may not grant an authority to %, the same person: another operator must',
            session_user, p_reviewer using errcode = 'BA403';
    end if;
    insert into authorities (
        reviewer, role, request_type, desk, max_amount, currency, valid_from, valid_to, reason
    )
    values (
        p_reviewer, p_role, p_request_type, p_desk, p_max_amount, p_currency,
        coalesce(p_valid_from, clock_timestamp()), p_valid_to, p_reason
    )
    returning id into granted;
    return granted;
end
$$;

comment on function bankagent.grant_authority(
    text, text, text, text, numeric, text, text, timestamptz, timestamptz
) is
'Grant an authority to a reviewer, beside those that they have. Returns its number. Null for '
'p_request_type is all types, for p_max_amount no limit, for p_desk all desks. Example: select '
'bankagent.grant_authority(''anna'', ''compliance'', ''Head of desk'', ''trade_review'', '
'50000000, ''USD''). BA403: the reviewer is the database user itself. BA404: there is no such '
'reviewer. BA422: a field is wrong.';

create or replace function bankagent.end_authority(p_authority_id bigint, p_reason text)
returns void
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if coalesce(char_length(p_reason) > 500 or is_blank(p_reason), true) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    -- The write waits for votes that are not committed; a later vote waits for the end, or is refused
    -- where its snapshot is older (hold_reviewer).
    update reviewers as r
    set role = r.role
    from authorities as a
    where a.id = p_authority_id and r.name = a.reviewer;
    perform from authorities as a where a.id = p_authority_id for update;
    if not found then
        raise exception 'there is no authority %', coalesce(p_authority_id::text, 'null')
            using errcode = 'BA404';
    end if;
    -- And for votes by what was delegated from it: confirm_authority delegates no more from it now.
    perform
    from authorities as a
    inner join authority_confirmations as c on c.authority_id = a.id
    inner join authority_asks as k on k.id = c.ask_id and k.from_authority_id = p_authority_id
    order by a.id
    for update of a;
    insert into authority_ends (authority_id, reason)
    values (p_authority_id, p_reason)
    on conflict (authority_id) do nothing;
    if not found then
        raise exception 'authority % has ended already', p_authority_id using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.end_authority(bigint, text) is
'End an authority for ever, from now on, and what was delegated from it. Votes that rest on it '
'stand. Example: select '
'bankagent.end_authority(7, ''Left the desk''). BA404: there is no such authority. BA409: it has '
'ended already. BA422: there is no reason.';
