create or replace function bankagent.over_limit(
    p_limit bankagent.model_limits,
    p_requests numeric,
    p_tokens numeric,
    p_money numeric
)
returns text
language sql immutable
return case
    when p_requests > p_limit.requests then 'requests'
    when p_tokens > p_limit.tokens then 'tokens'
    when p_money > p_limit.money then 'money'
end;

comment on function bankagent.over_limit(bankagent.model_limits, numeric, numeric, numeric) is
'Measure that is over a limit: requests, tokens or money. Null for none.';

create or replace function bankagent.provider_frees_at(
    p_limit bankagent.model_limits, p_provider text, p_tokens numeric, p_money numeric
)
returns timestamptz
language sql stable
set search_path to bankagent, pg_temp
as $$
    select min(w.started_at) + make_interval(secs => 60)
    from (
        select
            u.started_at,
            count(*) over newer - 1 as requests,
            sum(u.tokens) over newer - u.tokens as tokens,
            sum(coalesce(u.cost, 0)) over newer - coalesce(u.cost, 0) as money
        from ops.model_call_use as u
        where u.provider = p_provider
            and u.started_at > clock_timestamp() - make_interval(secs => 60)
        window newer as (order by u.started_at desc, u.call_id desc rows unbounded preceding)
    ) as w
    where over_limit(
        p_limit, w.requests + 1, w.tokens + p_tokens, w.money + coalesce(p_money, 0)
    ) is null
$$;

comment on function bankagent.provider_frees_at(
    bankagent.model_limits, text, numeric, numeric
) is
'Time at which the last minute''s calls to a provider leave room for one more.';

create or replace function bankagent.budget_fault(
    p_request_id bigint, p_client_id text, p_provider text, p_tokens numeric, p_money numeric
)
returns table (disposition text, until timestamptz, reason text)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    day_began timestamptz := date_trunc('day', clock_timestamp(), 'UTC');
    cap model_limits;
    over text;
begin
    cap := model_limit_for('request', null);
    if cap.money is not null and p_money is null then
        return query select 'refused', null::timestamptz, 'model_unpriced';
        return;
    end if;
    if cap.id is not null then
        select over_limit(
            cap,
            count(*) filter (where u.counts) + 1,
            coalesce(sum(u.tokens), 0) + p_tokens,
            coalesce(sum(u.cost), 0) + coalesce(p_money, 0)
        ) into over
        from ops.model_call_use as u
        where u.request_id = p_request_id;
        if over is not null then
            return query select 'refused', null::timestamptz, 'request_' || over;
            return;
        end if;
    end if;

    cap := model_limit_for('client_day', p_client_id);
    if cap.money is not null and p_money is null then
        return query select 'refused', null::timestamptz, 'model_unpriced';
        return;
    end if;
    if cap.id is not null then
        over := over_limit(cap, 1, p_tokens, p_money);
        if over is not null then
            return query select 'refused', null::timestamptz, 'client_day_' || over;
            return;
        end if;
        select over_limit(
            cap,
            count(*) filter (where u.counts) + 1,
            coalesce(sum(u.tokens), 0) + p_tokens,
            coalesce(sum(u.cost), 0) + coalesce(p_money, 0)
        ) into over
        from ops.model_call_use as u
        where u.client_id = p_client_id and u.started_at >= day_began;
        if over is not null then
            return query
            select 'put_off', day_began + make_interval(hours => 24), 'client_day_' || over;
            return;
        end if;
    end if;

    cap := model_limit_for('provider_minute', p_provider);
    if cap.money is not null and p_money is null then
        return query select 'refused', null::timestamptz, 'model_unpriced';
        return;
    end if;
    if cap.id is not null then
        over := over_limit(cap, 1, p_tokens, p_money);
        if over is not null then
            return query select 'refused', null::timestamptz, 'provider_minute_' || over;
            return;
        end if;
        select over_limit(
            cap,
            count(*) + 1,
            coalesce(sum(u.tokens), 0) + p_tokens,
            coalesce(sum(u.cost), 0) + coalesce(p_money, 0)
        ) into over
        from ops.model_call_use as u
        where u.provider = p_provider
            and u.started_at > clock_timestamp() - make_interval(secs => 60);
        if over is not null then
            return query
            select
                'put_off',
                coalesce(
                    provider_frees_at(cap, p_provider, p_tokens, p_money), clock_timestamp()
                ),
                'provider_minute_' || over;
        end if;
    end if;
end
$$;

comment on function bankagent.budget_fault(bigint, text, text, numeric, numeric) is
'First limit that one more call of a model is over. The row has what follows, until when, and the '
'reason; no row where there is room.';
