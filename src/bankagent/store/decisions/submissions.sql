-- Requests of a batch: when each came in, and the same trades of its client in the 24 hours before.
-- Of each client the last 1,000 requests are compared, so that a busy one does not hold up a batch;
-- is_covered is false where these do not reach back 24 hours.

-- name: submissions
with own as materialized (
    select r.id, r.client_id, r.created_at
    from bankagent.banking_requests as r
    where r.id = any(%(request_ids)s::bigint[])
),

lately as materialized (
    select e.id, e.client_id, e.created_at, e.status
    from (
        select o.client_id, max(o.id) as last_id
        from own as o
        group by o.client_id
    ) as c
    cross join
        lateral (
            select r.id, r.client_id, r.created_at, r.status
            from bankagent.banking_requests as r
            where r.client_id = c.client_id and r.id < c.last_id
            order by r.id desc
            limit 1000
        ) as e
),

reach as (
    select l.client_id, count(*) >= 1000 as is_cut, min(l.created_at) as since
    from lately as l
    group by l.client_id
),

-- A client without an earlier request needs no comparison.
compared as (
    select o.id
    from own as o
    where o.client_id in (select l.client_id from lately as l)
    union
    select l.id
    from lately as l
    where
        l.status <> 'cancelled'
        and l.created_at > (select min(o.created_at) - interval '24 hours' from own as o)
),

-- Each payload is read once. What is alike has one spelling in these fields, so that the others are
-- compared of few: the patterns below take 10 us a payload.
payloads as materialized (
    select
        r.id,
        r.request_type,
        p.*,
        concat_ws(
            ' ', r.client_id, replace(upper(p.symbol), ' ', ''), p.isin, p.side, p.trade_date
        ) as alike
    from compared as c
    inner join bankagent.banking_requests as r on c.id = r.id
    cross join lateral jsonb_to_record(r.payload) as p (
        symbol text, notional jsonb, currency text, isin text, side text, quantity jsonb,
        price jsonb, trade_date text, executed_at text, counterparty_name text
    )
),

several as materialized (
    select p.alike
    from payloads as p
    group by p.alike
    having count(*) > 1
),

-- No cast may raise: payloads that came in by psql hold anything. A time that exists has an offset
-- that PostgreSQL takes too, up to 15:59; what fits no pattern is compared as it is.
patterns as (
    select
        '^-?[0-9]{1,28}([.][0-9]{1,10})?$' as number,
        '^((199[0-9]|20[0-9]{2})-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])'
        '|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))'
        '|(199[26]|20([02468][048]|[13579][26]))-02-29)'
        '[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?'
        '([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$' as instant
),

-- One value that a join can hash: compared field by field, a batch of one client cost 30,000
-- comparisons. Numbers are compared as numbers and times as instants: 5e6, "5000000.0" and 5000000
-- are one.
trades as materialized (
    select
        p.id,
        jsonb_build_array(
            p.request_type,
            regexp_replace(btrim(upper(p.symbol)), ' +', ' ', 'g'),
            regexp_replace(btrim(upper(p.counterparty_name)), ' +', ' ', 'g'),
            coalesce(p.currency, 'USD'),
            p.isin,
            p.side,
            p.trade_date,
            case
                when jsonb_typeof(p.notional) = 'string' and p.notional #>> '{}' ~ x.number
                    then to_jsonb((p.notional #>> '{}')::numeric)
                else p.notional
            end,
            case
                when jsonb_typeof(p.quantity) = 'string' and p.quantity #>> '{}' ~ x.number
                    then to_jsonb((p.quantity #>> '{}')::numeric)
                else p.quantity
            end,
            case
                when jsonb_typeof(p.price) = 'string' and p.price #>> '{}' ~ x.number
                    then to_jsonb((p.price #>> '{}')::numeric)
                else p.price
            end,
            case
                when p.executed_at ~ x.instant
                    then to_jsonb(extract(epoch from p.executed_at::timestamptz))
                else to_jsonb(p.executed_at)
            end
        ) as trade
    from payloads as p
    inner join several as s on p.alike = s.alike
    cross join patterns as x
),

earlier as (
    select l.id, l.client_id, l.created_at, t.trade
    from lately as l
    inner join trades as t on l.id = t.id
    where l.status <> 'cancelled'
)

select
    o.id as request_id,
    o.created_at as received_at,
    coalesce(
        array_agg(e.id order by e.id) filter (where e.id is not null), '{}'
    ) as same_before,
    coalesce(
        bool_and(not c.is_cut or c.since <= o.created_at - interval '24 hours'), true
    ) as is_covered
from own as o
left join reach as c on o.client_id = c.client_id
left join trades as t on o.id = t.id
left join earlier as e
    on
        o.client_id = e.client_id
        and t.trade = e.trade
        and e.id < o.id
        and e.created_at > o.created_at - interval '24 hours'
group by o.id, o.created_at;
