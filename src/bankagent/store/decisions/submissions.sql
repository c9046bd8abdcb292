-- Requests of a batch: when each came in, and the same trades of its client in the 24 hours before.
-- Of each client the last 300 requests are compared, so that a busy one does not hold up the batch.

-- name: submissions
with own as materialized (
    select r.id, r.client_id, r.request_type, r.payload, r.created_at
    from bankagent.banking_requests as r
    where r.id = any(%(request_ids)s::bigint[])
),

clients as (
    select o.client_id, max(o.id) as last_id, min(o.created_at) - interval '24 hours' as since
    from own as o
    group by o.client_id
),

earlier as (
    select e.*
    from clients as c
    cross join
        lateral (
            select r.id, r.client_id, r.request_type, r.payload, r.created_at, r.status
            from bankagent.banking_requests as r
            where r.client_id = c.client_id and r.id < c.last_id
            order by r.id desc
            limit 300
        ) as e
    where e.created_at > c.since and e.status <> 'cancelled'
)

select
    o.id as request_id,
    o.created_at as received_at,
    coalesce(
        array_agg(e.id order by e.id) filter (where e.id is not null), '{}'
    ) as same_before
from own as o
left join earlier as e
    on
        e.client_id = o.client_id
        and e.request_type = o.request_type
        and e.id < o.id
        and e.created_at > o.created_at - interval '24 hours'
        and e.payload ->> 'symbol' = o.payload ->> 'symbol'
        and (e.payload ->> 'notional') = (o.payload ->> 'notional')
        and coalesce(e.payload ->> 'currency', 'USD') = coalesce(o.payload ->> 'currency', 'USD')
        and (e.payload ->> 'isin') is not distinct from (o.payload ->> 'isin')
        and (e.payload ->> 'side') is not distinct from (o.payload ->> 'side')
        and (e.payload ->> 'quantity') is not distinct from (o.payload ->> 'quantity')
        and (e.payload ->> 'price') is not distinct from (o.payload ->> 'price')
        and (e.payload ->> 'trade_date') is not distinct from (o.payload ->> 'trade_date')
        and (e.payload ->> 'executed_at') is not distinct from (o.payload ->> 'executed_at')
        and (e.payload ->> 'counterparty_name') is not distinct from (
            o.payload ->> 'counterparty_name'
        )
group by o.id, o.created_at;
