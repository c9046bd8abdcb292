create or replace function bankagent.captures(items jsonb)
returns table (
    n integer,
    request_id bigint,
    maker text,
    source text,
    record_number text,
    uti text,
    seen jsonb
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        e.n::integer,
        r.id,
        r.maker,
        r.payload ->> 'source',
        r.payload ->> 'record_number',
        r.payload ->> 'uti',
        e.value #> array['evaluation', 'known', 'trades', r.id::text]
    from jsonb_array_elements(items) with ordinality as e (value, n)
    inner join banking_requests as r on r.id = (e.value ->> 'request_id')::bigint
    where e.value #>> '{evaluation,policy_key}' = 'trade_capture'
        and r.request_type = 'trade_capture'
$$;

comment on function bankagent.captures(jsonb) is
'Captures among items of settle_jobs. seen is the trade that the attempt has looked up, null '
'where there was none; n counts from 1.';

create or replace function bankagent.latest_trade(
    p_maker text, p_source text, p_record_number text, p_uti text
)
returns bankagent.trades
language sql stable
set search_path to bankagent, pg_temp
as $$
    select t.*
    from trades as t
    where t.number = (
        select found.number
        from (
            select by_uti.number, 1 as rank
            from trades as by_uti
            where by_uti.maker = p_maker and by_uti.uti = p_uti
            union all
            select by_record.number, 2 as rank
            from trades as by_record
            where (by_record.maker, by_record.source, by_record.record_number)
                = (p_maker, p_source, p_record_number)
        ) as found
        order by found.rank
        limit 1
    )
    order by t.version desc
    limit 1
$$;

comment on function bankagent.latest_trade(text, text, text, text) is
'Latest version of a record''s trade. It is found by UTI, else by its record; workers look up the '
'same (store/decisions/trades.sql).';

create or replace function bankagent.captures_in_order(items jsonb)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    early integer[];
begin
    -- The next statement sees what a holder of these locks has committed.
    perform lock_trades((
        select jsonb_agg(jsonb_build_object('trade', jsonb_build_object(
            'uti', c.uti, 'source', c.source, 'record_number', c.record_number
        )))
        from captures(items) as c
    ));
    select array_agg(c.n) into early
    from (
        select
            x.*,
            min(x.request_id) over (partition by x.maker, x.source, x.record_number) as of_record,
            min(x.request_id) over (partition by x.maker, coalesce(x.uti, x.n::text)) as of_uti
        from captures(items) as x
    ) as c
    cross join lateral latest_trade(c.maker, c.source, c.record_number, c.uti) as now
    where c.request_id > least(c.of_record, c.of_uti)
        or ((c.seen ->> 'number')::bigint, (c.seen ->> 'version')::integer)
        is distinct from (now.number, now.version)
        or exists (
            select
            from banking_requests as before
            where hashtextextended(
                before.maker
                || '/'
                || (before.payload ->> 'source')
                || '/'
                || (before.payload ->> 'record_number'),
                0
            ) = hashtextextended(c.maker || '/' || c.source || '/' || c.record_number, 0)
                and before.request_type = 'trade_capture'
                and before.status = 'received'
                and before.id < c.request_id
                and (before.maker, before.payload ->> 'source', before.payload ->> 'record_number')
                = (c.maker, c.source, c.record_number)
        );
    if early is null then
        return items;
    end if;
    return (
        select jsonb_agg(
            case when e.n = any(early) then decide_anew(e.value) else e.value end order by e.n
        )
        from jsonb_array_elements(items) with ordinality as e (value, n)
    );
end
$$;

comment on function bankagent.captures_in_order(jsonb) is
'Items of settle_jobs, with captures in the order of their requests. An attempt '
'is made again where an earlier capture of its record is not decided, or where the trade has '
'changed since it was looked up.';
