create or replace function bankagent.lending_reviewer(p_actor text)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := coalesce(p_actor, session_user);
begin
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may not ask for authorities or confirm them: people do so '
            'through the API or the command line (bankagent authority)', session_user
            using errcode = 'BA403';
    end if;
    if not exists (
        select from reviewers as v where v.name = by_whom and v.disabled_at is null
    ) then
        raise exception '% may not ask for authorities or confirm them: only people who are reviewers '
            'here may', by_whom using errcode = 'BA403';
    end if;
    return by_whom;
end
$$;

comment on function bankagent.lending_reviewer(text) is
'Reviewer who asks for an authority, or confirms one, as the API names them. BA403: another '
'session, or no reviewer.';

create or replace function bankagent.ask_fault(p_ask bankagent.authority_asks)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    given authorities;
    fault text;
begin
    if p_ask.valid_to <= clock_timestamp() then
        return 'its time is over';
    end if;
    if not exists (
        select from reviewers as r where r.name = p_ask.holder and r.disabled_at is null
    ) then
        return format('%s is no reviewer, or is disabled', p_ask.holder);
    end if;
    if p_ask.kind <> 'delegation' then
        return null;
    end if;
    select a.* into given from authorities as a where a.id = p_ask.from_authority_id;
    fault := wider_fault(p_ask, given);
    return case
        when given.reviewer is distinct from p_ask.asked_by
            then format('authority %s is not one of %s', p_ask.from_authority_id, p_ask.asked_by)
        when not has_not_ended(given) then format('authority %s is not in force', given.id)
        when exists (select from authority_confirmations as c where c.authority_id = given.id)
            then format('authority %s is itself a delegation, or break-glass', given.id)
        when fault is not null then format('authority %s does not cover it: %s', given.id, fault)
    end;
end
$$;

comment on function bankagent.ask_fault(bankagent.authority_asks) is
'Fault of an ask at this moment, as a clause; null where there is none.';

create or replace function bankagent.ask_authority(
    p_kind text,
    p_reason text,
    p_valid_to timestamptz,
    p_valid_from timestamptz default null,
    p_holder text default null,
    p_from_authority_id bigint default null,
    p_role text default null,
    p_request_type text default null,
    p_max_amount numeric default null,
    p_currency text default null,
    p_desk text default null,
    p_actor text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    ask authority_asks;
    given authorities;
    most text := case p_kind when 'delegation' then '90 days' else '8 hours' end;
    fault text;
begin
    ask.asked_by := lending_reviewer(p_actor);
    if p_kind is null or p_kind not in ('delegation', 'break_glass') then
        raise exception 'kind must be delegation or break_glass' using
            errcode = 'BA422', column = 'kind', hint = 'must be delegation or break_glass';
    end if;
    ask.valid_from := coalesce(p_valid_from, clock_timestamp());
    if (p_valid_to > ask.valid_from and p_valid_to - ask.valid_from <= most::interval) is not true then
        raise exception 'valid_to must be after valid_from, and % later at most', most using
            errcode = 'BA422', column = 'valid_to',
            hint = format('must be after valid_from, and %s later at most', most);
    end if;
    -- What is left out of a delegation is as in the authority that it is from.
    if p_kind = 'delegation' then
        select a.* into given
        from authorities as a
        where a.id = p_from_authority_id and a.reviewer = ask.asked_by;
        if not found then
            raise exception '% has no authority %', ask.asked_by,
                coalesce(p_from_authority_id::text, 'null') using errcode = 'BA404';
        end if;
        ask.from_authority_id := given.id;
    end if;
    ask.kind := p_kind;
    ask.holder := case p_kind when 'delegation' then p_holder else ask.asked_by end;
    ask.role := coalesce(p_role, given.role);
    ask.request_type := coalesce(p_request_type, given.request_type);
    ask.desk := coalesce(p_desk, given.desk);
    ask.max_amount := coalesce(p_max_amount, given.max_amount);
    ask.currency := case when p_max_amount is null then given.currency else p_currency end;
    ask.valid_to := p_valid_to;
    ask.reason := p_reason;
    perform check_authority(
        ask.role, ask.reason, ask.request_type, ask.desk, ask.max_amount, ask.currency,
        ask.valid_from, ask.valid_to
    );
    if not exists (select from reviewers as r where r.name = ask.holder) then
        raise exception 'there is no reviewer called %', coalesce(ask.holder, 'null')
            using errcode = 'BA404';
    end if;
    if p_kind = 'delegation' and person_key(ask.holder) = person_key(ask.asked_by) then
        raise exception '% cannot delegate to themselves', ask.asked_by using errcode = 'BA403';
    end if;
    fault := ask_fault(ask);
    if fault is not null then
        raise exception '% may not ask for this authority: %', ask.asked_by, fault
            using errcode = 'BA403';
    end if;
    insert into authority_asks (
        kind, holder, from_authority_id, role, request_type, desk, max_amount, currency,
        valid_from, valid_to, reason, asked_by
    )
    values (
        ask.kind, ask.holder, ask.from_authority_id, ask.role, ask.request_type, ask.desk,
        ask.max_amount, ask.currency, ask.valid_from, ask.valid_to, ask.reason, ask.asked_by
    )
    returning id into ask.id;
    return ask.id;
end
$$;

comment on function bankagent.ask_authority(
    text, text, timestamptz, timestamptz, text, bigint, text, text, numeric, text, text, text
) is
'Ask for an authority for a time. It is a delegation to p_holder, or break-glass for oneself. For '
'the API''s session alone. A delegation is of one''s own authority (p_from_authority_id), '
'narrower where a field says so, for 90 days at most; break-glass has a role and lasts 8 hours at '
'most. It is in force once another person has confirmed it. Returns the number of the ask. '
'Example: select bankagent.ask_authority(''break_glass'', ''No senior is here'', now() + interval '
'''2 h'', p_role => ''senior'', p_actor => ''anna''). BA403: another session, no reviewer, or one '
'who does not have it to give. BA404: no such authority of theirs, or no such holder. BA422: a '
'field is wrong.';
