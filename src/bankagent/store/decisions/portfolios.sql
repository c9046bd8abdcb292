-- Portfolio snapshots that the trades of a batch name, each if it is of its request's client.

-- name: holdings
-- One row for each currency of a snapshot, and for that of the trade. The sums of all positions
-- stand in the snapshot, so that only those of the traded instrument are read: by ISIN where both
-- have one, else by symbol. A rate is that of the trade's day or of the last day before it;
-- where all is in one currency, none is needed.
with asked as materialized (
    select
        a.request_id, a.isin, upper(a.symbol) as symbol, a.currency, a.day, s.id as snapshot_id,
        s.as_of, s.gross
    from
        unnest(
            %(request_ids)s::bigint[],
            %(snapshot_ids)s::bigint[],
            %(client_ids)s::text[],
            %(isins)s::text[],
            %(symbols)s::text[],
            %(currencies)s::text[],
            %(days)s::date[]
        ) as a (request_id, snapshot_id, client_id, isin, symbol, currency, day)
    inner join bankagent.portfolio_snapshots as s
        on s.id = a.snapshot_id and s.client_id = a.client_id
),

own as (
    select
        f.request_id,
        f.currency,
        sum(f.market_value) as traded,
        sum(abs(f.market_value)) as gross
    from (
        select a.request_id, p.currency, p.market_value
        from asked as a
        inner join bankagent.portfolio_positions as p
            on p.snapshot_id = a.snapshot_id and p.isin = a.isin
        union all
        select a.request_id, p.currency, p.market_value
        from asked as a
        inner join bankagent.portfolio_positions as p
            on p.snapshot_id = a.snapshot_id and upper(p.symbol) = a.symbol
        where p.isin is null or a.isin is null
    ) as f
    group by f.request_id, f.currency
)

select
    a.request_id,
    a.snapshot_id,
    a.as_of,
    a.isin is not null or not exists (
        select from bankagent.portfolio_positions as p
        where p.snapshot_id = a.snapshot_id and upper(p.symbol) is null
    ) as is_comparable,
    c.currency,
    coalesce(o.traded, 0) as traded,
    coalesce((a.gross ->> c.currency)::numeric, 0) - coalesce(o.gross, 0) as others,
    case when count(*) over (partition by a.request_id) > 1 then r.day end as rate_day,
    r.units
from asked as a
cross join
    lateral (
        select a.currency
        union
        select held.currency from jsonb_object_keys(a.gross) as held (currency)
    ) as c
left join own as o on o.request_id = a.request_id and o.currency = c.currency
left join lateral (
    select x.day, x.rate as units
    from bankagent.fx_rates as x
    where
        x.reference_version_id = %(reference_version_id)s::bigint
        and x.currency = c.currency
        and x.day <= coalesce(a.day, 'infinity')
    order by x.day desc
    limit 1
) as r on true;
