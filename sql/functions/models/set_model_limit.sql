create or replace function bankagent.model_limit_for(p_scope text, p_subject text)
returns bankagent.model_limits
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    found_limit model_limits;
begin
    select l.* into found_limit
    from model_limits as l
    where l.scope = p_scope
        and coalesce(l.subject, '') in (coalesce(p_subject, ''), '')
        and l.valid_to is null
    order by l.subject nulls last
    limit 1;
    return found_limit;
end
$$;

comment on function bankagent.model_limit_for(text, text) is
'Limit that holds for a client or provider: its own, or that of all.';

create or replace function bankagent.model_limit_fault(
    p_scope text, p_subject text, p_tokens numeric, p_requests numeric, p_money numeric
)
returns table (field text, expected text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select c.field, c.expected
    from (
        values
        (
            1, 'scope', 'must be request, client_day, client_in_hand or provider_minute',
            p_scope in ('request', 'client_day', 'client_in_hand', 'provider_minute')
        ),
        (
            2, 'subject', 'must be a client or provider of 1 to 64 characters; a limit of requests '
            'has none',
            p_subject is null or char_length(p_subject) between 1 and 64 and p_scope <> 'request'
        ),
        (
            3, 'tokens', 'must be a whole number from 1 to 1000000000000',
            p_tokens is null or p_tokens between 1 and 1e12 and p_tokens = trunc(p_tokens)
        ),
        (
            4, 'requests', 'must be a whole number from 1 to 1000000000',
            p_requests is null or p_requests between 1 and 1e9 and p_requests = trunc(p_requests)
        ),
        (
            5, 'money', 'must be above 0, to 1000000000, with at most 6 digits after the point',
            p_money is null
            or p_money > 0 and p_money <= 1e9 and scale(trim_scale(p_money)) <= 6
        ),
        (
            6, 'tokens', 'must be given, or requests, or money',
            num_nonnulls(p_tokens, p_requests, p_money) >= 1
        ),
        (
            7, 'requests', 'must be given alone for client_in_hand, from 1 to 10000',
            p_scope <> 'client_in_hand'
            or p_requests <= 10000 and num_nonnulls(p_tokens, p_money) = 0
        )
    ) as c (n, field, expected, holds)
    where not coalesce(c.holds, false)
    order by c.n
    limit 1
$$;

comment on function bankagent.model_limit_fault(text, text, numeric, numeric, numeric) is
'First fault of a limit of model calls: its field, and what is expected there.';

create or replace function bankagent.set_model_limit(
    p_scope text,
    p_subject text default null,
    p_tokens numeric default null,
    p_requests numeric default null,
    p_money numeric default null
)
returns bankagent.model_limits
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(null);
    now_set model_limits;
    wrong record;
begin
    select f.field, f.expected into wrong
    from model_limit_fault(p_scope, p_subject, p_tokens, p_requests, p_money) as f;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;

    perform pg_advisory_xact_lock(hashtextextended('bankagent.model_limits', 0));
    update model_limits as l
    set valid_to = clock_timestamp(), ended_by = by_whom
    where l.scope = p_scope and l.subject is not distinct from p_subject and l.valid_to is null;
    insert into model_limits (scope, subject, tokens, requests, money, set_by)
    values (p_scope, p_subject, p_tokens, p_requests, p_money, by_whom)
    returning * into now_set;
    return now_set;
end
$$;

comment on function bankagent.set_model_limit(text, text, numeric, numeric, numeric) is
'Set a limit of model calls. Its scope is a request, a client and day, a client''s work in hand, '
'or a provider and minute. Without a subject it is for every one that has no limit of its own. '
'Example: select * from bankagent.set_model_limit(''client_day'', ''CUST-1042'', '
'p_tokens => 2000000, p_money => 25). BA422: an argument is wrong; the error names its field.';

create or replace function bankagent.end_model_limit(p_scope text, p_subject text default null)
returns bankagent.model_limits
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(null);
    ended model_limits;
begin
    update model_limits as l
    set valid_to = clock_timestamp(), ended_by = by_whom
    where l.scope = p_scope and l.subject is not distinct from p_subject and l.valid_to is null
    returning * into ended;
    if not found then
        raise exception 'there is no such limit of model calls' using errcode = 'BA404';
    end if;
    return ended;
end
$$;

comment on function bankagent.end_model_limit(text, text) is
'End a limit of model calls. Example: select * from bankagent.end_model_limit(''client_day'', '
'''CUST-1042''). BA404: there is no such limit.';
