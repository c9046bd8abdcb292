-- Portfolio snapshots. Where `maker` is not null only that maker's snapshots exist.

-- name: store
select s.snapshot_id, s.disposition
from bankagent.store_portfolio_snapshot(
    %(client_id)s::text,
    %(source)s::text,
    %(as_of)s::timestamptz,
    %(positions)s::jsonb,
    %(actor)s::text
) as s;

-- name: read
select
    s.id,
    s.client_id,
    s.as_of,
    s.source,
    s.maker,
    s.created_at,
    s.position_count,
    (
        select
            jsonb_agg(
                jsonb_build_object(
                    'isin', p.isin,
                    'symbol', p.symbol,
                    'quantity', p.quantity,
                    'market_value', p.market_value,
                    'currency', p.currency
                ) order by p.number
            )
        from bankagent.portfolio_positions as p
        where p.snapshot_id = s.id
    ) as positions
from bankagent.portfolio_snapshots as s
where
    s.id = %(snapshot_id)s::bigint
    and (%(maker)s::text is null or s.maker = %(maker)s::text);

-- name: page
-- Newest instant first. Snapshots never go, so the one that a page begins before is still there.
select s.id, s.client_id, s.as_of, s.source, s.maker, s.created_at, s.position_count
from bankagent.portfolio_snapshots as s
left join bankagent.portfolio_snapshots as b
    on
        b.id = %(before)s::bigint
        and b.client_id = s.client_id
        and (%(maker)s::text is null or b.maker = %(maker)s::text)
where
    s.client_id = %(client_id)s::text
    and s.as_of <= coalesce(%(as_of)s::timestamptz, 'infinity')
    and (b.id is null or (s.as_of, s.id) < (b.as_of, b.id))
    and (%(maker)s::text is null or s.maker = %(maker)s::text)
order by s.as_of desc, s.id desc
limit %(most)s::bigint;
