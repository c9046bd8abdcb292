create or replace function bankagent.newest_rate(p_currency text)
returns numeric
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return case p_currency
        when 'EUR' then 1
        else (
            select r.rate
            from fx_rates as r
            inner join reference_versions as v on v.id = r.reference_version_id
            where v.dataset = 'fx_rates'
                and v.activated_at is not null
                and v.retired_at is null
                and r.currency = p_currency
                -- A rate of a day to come is none: it would lift limits by a typing error.
                and r.day <= (clock_timestamp() at time zone 'UTC')::date
            order by r.day desc
            limit 1
        )
    end;
end
$$;

comment on function bankagent.newest_rate(text) is
'Units of a currency for 1 EUR, of the newest day in force up to today. Null where there is no '
'rate.';

create or replace function bankagent.current_rate(p_currency text)
returns numeric
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- The doctor's age from which rates are stale; a test compares them. Rates of the Thursday before
    -- Easter are 5.6 days old when the ECB publishes the next ones.
    return case
        when p_currency = 'EUR' then 1
        when (
            select max(r.day)
            from fx_rates as r
            inner join reference_versions as v on v.id = r.reference_version_id
            where v.dataset = 'fx_rates'
                and v.activated_at is not null
                and v.retired_at is null
                and r.currency = p_currency
                and r.day <= (clock_timestamp() at time zone 'UTC')::date
        )::timestamp at time zone 'UTC' > clock_timestamp() - interval '6 days'
            then newest_rate(p_currency)
    end;
end
$$;

comment on function bankagent.current_rate(text) is
'Units of a currency for 1 EUR, of a day less than 6 days ago. Null where the newest rate in force '
'is older, or there is none. Limits are converted by it.';

create or replace function bankagent.rate_fault(p_currency text, p_of_limits text[])
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select format(
        ' (no exchange rate of %s of the last 6 days is in force)',
        string_agg(c.name, ', ' order by c.name)
    )
    from (
        select distinct o.name
        from unnest(p_of_limits || p_currency) as o (name)
    ) as c
    where cardinality(p_of_limits) > 0 and current_rate(c.name) is null
    having count(*) > 0
$$;

comment on function bankagent.rate_fault(text, text[]) is
'Clause that says which rates are missing between an exposure and limits. p_of_limits are other '
'currencies, those of the limits. Null where no rate is missing.';

create or replace function bankagent.within_limit(
    p_amount numeric, p_currency text, p_max_amount numeric, p_max_currency text
)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- Current rates in force, as units for 1 EUR. Products and no quotients: nothing is rounded.
    return coalesce(
        case
            when p_currency = p_max_currency then p_amount <= p_max_amount
            else p_amount * current_rate(p_max_currency) <= p_max_amount * current_rate(p_currency)
        end,
        false
    );
end
$$;

comment on function bankagent.within_limit(numeric, text, numeric, text) is
'Test of an exposure: true where it is known to be within a limit. False where it is not known, or '
'no current rate of its currency or of the limit''s is in force.';

create or replace function bankagent.amount_in_words(p_amount numeric, p_currency text)
returns text
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
begin
    -- A mask of 18 digits showed ### for 28, which a notional may have.
    return rtrim(
        to_char(
            p_amount,
            'FM' || repeat('999,', least(40, length(trunc(abs(p_amount))::text) / 3))
            || '990.9999999999'
        ),
        '.'
    )
    || ' ' || p_currency;
end
$$;

comment on function bankagent.amount_in_words(numeric, text) is
'Amount with separators and its currency, for sentences.';

create or replace function bankagent.authority_for(
    p_reviewer text,
    p_request_type text,
    p_desk text,
    p_role text,
    p_amount numeric,
    p_currency text,
    p_authority_id bigint default null,
    p_spent text[] default '{}',
    out authority_id bigint,
    out fault text
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    held record;
begin
    select
        count(*) as n,
        bool_or(a.is_of_type) as is_of_type,
        bool_or(a.is_of_type and a.is_of_role) as is_of_role,
        string_agg(distinct a.power, ', ') filter (
            where a.is_of_type and a.is_of_role and a.is_within
        ) as powers,
        string_agg(distinct a.role, ', ') filter (where a.is_of_type) as roles,
        string_agg(distinct amount_in_words(a.max_amount, a.currency), ', ')
        filter (where a.is_of_type and a.is_of_role) as limits,
        array_agg(distinct a.currency)
        filter (where a.is_of_type and a.is_of_role and a.currency <> p_currency) as currencies,
        (
            array_agg(a.id order by a.max_amount is null, a.id)
            filter (where a.is_of_type and a.is_of_role and a.is_within and a.is_free)
        )[1] as id
    into held
    from (
        select
            x.*,
            coalesce(x.request_type = p_request_type, true)
            and (x.desk is null or x.desk is not distinct from p_desk) as is_of_type,
            coalesce(x.role = p_role, true) as is_of_role,
            x.max_amount is null
            or within_limit(p_amount, p_currency, x.max_amount, x.currency) as is_within,
            whose.power,
            not p_spent && keys_of(array[x.reviewer, whose.power]) as is_free
        from authorities as x
        cross join lateral (select coalesce(lender(x.id), x.reviewer) as power) as whose
        where x.reviewer = p_reviewer
            and x.id = coalesce(p_authority_id, x.id)
            and is_in_force(x)
    ) as a;
    authority_id := held.id;
    if held.id is not null then
        return;
    end if;
    fault := case
        when held.n = 0 then format('%s has no authority in force', p_reviewer)
        when not held.is_of_type then format(
            'no authority of %s is for the type %s%s', p_reviewer, p_request_type,
            -- The payload's: it may be long, and anything.
            ' and the desk ' || left(p_desk, 64)
        )
        when not held.is_of_role then format(
            'a vote in the role %s is asked for, and %s votes as %s', p_role, p_reviewer, held.roles
        )
        when held.powers is not null then format(
            'the power of %s is spent on it, by a vote, a proposal or the request itself, and counts '
            'once, also where it is delegated', held.powers
        )
        when p_amount is null then format(
            'its exposure is not known, and %s decides up to %s', p_reviewer, held.limits
        )
        else format(
            'its exposure of %s is over the limit of %s, %s%s',
            amount_in_words(p_amount, p_currency), p_reviewer, held.limits,
            rate_fault(p_currency, held.currencies)
        )
    end;
end
$$;

comment on function bankagent.authority_for(
    text, text, text, text, numeric, text, bigint, text[]
) is
'Authority of a reviewer that covers a vote at this moment. One with a limit comes first. Else '
'the fault for which none does, as a clause. p_role is null for every role; with p_authority_id '
'only that one is looked at. p_spent are keys of people whose power counts on it already.';

create or replace function bankagent.proposal_authority(
    p_request bankagent.banking_requests,
    p_exception bankagent.trade_exceptions,
    p_reviewer text,
    p_role text,
    p_spent text[],
    p_authority_id bigint default null,
    out authority_id bigint,
    out fault text
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select a.authority_id, a.fault
    from authority_for(
        p_reviewer, p_request.request_type, p_request.payload ->> 'desk', p_role,
        p_exception.exposure, p_exception.currency, p_authority_id, p_spent
    ) as a
$$;

comment on function bankagent.proposal_authority(
    bankagent.banking_requests, bankagent.trade_exceptions, text, text, text[], bigint
) is
'Authority to decide on an exception: to vote on a proposal, or to close it. It covers the '
'exposure of the exception, in a role (null for every one). Else the fault, as a clause.';
