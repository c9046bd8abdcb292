create or replace function bankagent.is_portfolio_amount(p_amount jsonb)
returns boolean
language sql immutable parallel safe
return case
    when jsonb_typeof(p_amount) = 'number'
        then abs(p_amount::numeric) < 1e28 and scale(trim_scale(p_amount::numeric)) <= 10
    else false
end;

comment on function bankagent.is_portfolio_amount(jsonb) is
'Test of an amount of a position: true for a JSON number in its range. That is below 1e28, with at '
'most 10 digits after the point.';

create or replace function bankagent.portfolio_fault(
    p_client_id text, p_source text, p_as_of timestamptz, p_positions jsonb
)
returns table (field text, expected text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    with of_snapshot (n, field, expected, holds) as (
        values
        (
            1, 'client_id', 'must be a string of 1 to 64 characters',
            char_length(p_client_id) between 1 and 64
        ),
        (
            2, 'source', 'must be a string of 1 to 200 printable characters',
            char_length(p_source) between 1 and 200
            and p_source ~ '[^[:space:]]'
            and p_source !~ '[\u0001-\u001f\u007f-\u009f]'
        ),
        (
            3, 'as_of', 'must be a time from 1990 to now',
            p_as_of between '1990-01-01 00:00:00+00' and clock_timestamp() + interval '5 minutes'
        ),
        (
            4, 'positions', 'must be an array of 1 to 5000 positions',
            case when jsonb_typeof(p_positions) = 'array'
                then jsonb_array_length(p_positions) between 1 and 5000
            end
        )
    ),

    of_positions (n, field, expected, holds) as (
        select
            4 + e.n,
            'positions[' || (e.n - 1)::text || ']' || f.field,
            f.expected,
            f.holds
        from jsonb_array_elements(
            case jsonb_typeof(p_positions) when 'array' then p_positions else '[]' end
        ) with ordinality as e (position_as_json, n)
        cross join lateral (
            select
                coalesce(jsonb_typeof(e.position_as_json) = 'object', false) as is_object,
                case jsonb_typeof(e.position_as_json)
                    when 'object' then e.position_as_json else '{}'
                end as one
        ) as o
        cross join lateral (
            values
            (
                '', 'must be an object with: isin, symbol, quantity, market_value, currency',
                o.is_object
                and o.one - array['isin', 'symbol', 'quantity', 'market_value', 'currency'] = '{}'
            ),
            (
                '', 'must have an isin or a symbol',
                coalesce(o.one ->> 'isin', o.one ->> 'symbol') is not null
            ),
            (
                '.isin', 'must be an ISIN: 12 capitals and digits',
                coalesce(o.one ->> 'isin' ~ '^[A-Z]{2}[A-Z0-9]{9}[0-9]$', true)
            ),
            (
                '.symbol', 'must be 1 to 32 letters, digits, spaces or ./-^=:',
                coalesce(
                    o.one ->> 'symbol' ~ '^[A-Za-z0-9./^=:-]([A-Za-z0-9./^=: -]{0,30}[A-Za-z0-9./^=:-])?$', true
                )
            ),
            (
                '.quantity',
                'must be a number below 1e28, with at most 10 digits after the point',
                is_portfolio_amount(o.one -> 'quantity')
            ),
            (
                '.market_value',
                'must be a number below 1e28, with at most 10 digits after the point',
                is_portfolio_amount(o.one -> 'market_value')
            ),
            (
                '.currency', 'must be a currency code of ISO 4217 as in USD',
                o.one ->> 'currency' ~ '^[A-Z]{3}$'
            )
        ) as f (field, expected, holds)
    )

    select c.field, c.expected
    from (select * from of_snapshot union all select * from of_positions) as c
    where not coalesce(c.holds, false)
    order by c.n
    limit 1
$$;

comment on function bankagent.portfolio_fault(text, text, timestamptz, jsonb) is
'First fault of a portfolio snapshot: its field, and what is expected there.';

create or replace function bankagent.portfolio_positions_in(p_positions jsonb)
returns table (
    number integer, isin text, symbol text, quantity numeric, market_value numeric, currency text
)
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select p.number::integer, p.isin, p.symbol, p.quantity, p.market_value, p.currency
    from rows from (
        jsonb_to_recordset(p_positions) as (
            isin text, symbol text, quantity numeric, market_value numeric, currency text
        )
    ) with ordinality as p (isin, symbol, quantity, market_value, currency, number)
$$;

comment on function bankagent.portfolio_positions_in(jsonb) is
'Positions in a JSON array, numbered from 1.';

create or replace function bankagent.store_portfolio_snapshot(
    p_client_id text,
    p_source text,
    p_as_of timestamptz,
    p_positions jsonb,
    p_actor text default null
)
returns table (snapshot_id bigint, disposition text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_actor(p_actor);
    wrong record;
    number_of_it bigint;
begin
    select f.field, f.expected into wrong
    from portfolio_fault(p_client_id, p_source, p_as_of, p_positions) as f;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;

    insert into portfolio_snapshots as s (client_id, as_of, source, maker, position_count, gross)
    select
        p_client_id, p_as_of, p_source, by_whom, jsonb_array_length(p_positions),
        jsonb_object_agg(sums.currency, sums.gross)
    from (
        select g.currency, sum(abs(g.market_value)) as gross
        from portfolio_positions_in(p_positions) as g
        group by g.currency
    ) as sums
    on conflict on constraint portfolio_snapshots_one_of_a_source_and_instant do nothing
    returning s.id into number_of_it;
    if found then
        insert into portfolio_positions (
            snapshot_id, number, isin, symbol, quantity, market_value, currency
        )
        select number_of_it, g.* from portfolio_positions_in(p_positions) as g;
        return query select number_of_it, 'created';
        return;
    end if;

    -- The lock makes a replay a write: its commit waits for a standby as the first call's did.
    select s.id into strict number_of_it
    from portfolio_snapshots as s
    where (s.maker, s.client_id, s.as_of, s.source) = (by_whom, p_client_id, p_as_of, p_source)
    for no key update;
    if exists (
        select
        from portfolio_positions_in(p_positions) as g
        full join (
            select p.* from portfolio_positions as p where p.snapshot_id = number_of_it
        ) as p on p.number = g.number
        where
            (g.isin, g.symbol, g.quantity, g.market_value, g.currency)
            is distinct from (p.isin, p.symbol, p.quantity, p.market_value, p.currency)
    ) then
        raise exception 'portfolio snapshot % has other positions of this client, source and time: '
            'snapshots never change, so send a correction with another source or time', number_of_it
            using errcode = 'BA409';
    end if;
    return query select number_of_it, 'replayed';
end
$$;

comment on function bankagent.store_portfolio_snapshot(text, text, timestamptz, jsonb, text) is
'Store a portfolio snapshot: what a client held at an instant, by one source. Positions are '
'objects with isin or symbol or both, quantity, market_value and currency; a short position is '
'below 0. Returns its number, and created or replayed (the same positions were stored before). '
'Example: select * from bankagent.store_portfolio_snapshot(''CUST-1042'', ''custody'', '
'''2025-11-27 18:00+00'', ''[{"symbol": "AAPL", "quantity": 100, "market_value": 25000.50, '
'"currency": "USD"}]''). BA403: you may not name this actor. BA409: other positions are stored of '
'this client, source and time. BA422: an argument is wrong; the error names its field.';
