-- Pairs of a batch: when each came in, and other requests about one of the same records.

-- name: pairs
-- comparisons has, by request, what pairs are compared by, as the evaluation records it.
with own as materialized (
    select
        r.id,
        r.client_id,
        r.created_at,
        r.payload,
        c.comparison || jsonb_build_object('pair', ops.pair_of(r.payload)) as comparison,
        hashtextextended(
            (r.payload #>> '{ours,source}')
            || '/'
            || coalesce(r.payload #>> '{ours,uti}', r.payload #>> '{ours,reference}'),
            0
        ) as our_trade_hash,
        hashtextextended(
            (r.payload #>> '{theirs,source}')
            || '/'
            || coalesce(r.payload #>> '{theirs,uti}', r.payload #>> '{theirs,reference}'),
            0
        ) as their_trade_hash
    from jsonb_each(%(comparisons)s::jsonb) as c (request_id, comparison)
    inner join bankagent.banking_requests as r on c.request_id::bigint = r.id
),

-- Records of the same trade, by UTI or reference, up to each request; those that a decision has
-- rejected do not count.
booked as materialized (
    select o.id as own_id, 'ours' as side, c.id, c.payload #> '{ours}' as record
    from own as o
    cross join
        lateral (
            select r.id, r.client_id, r.status, r.payload
            from bankagent.banking_requests as r
            where
                r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{ours,source}')
                    || '/'
                    || coalesce(r.payload #>> '{ours,uti}', r.payload #>> '{ours,reference}'),
                    0
                ) = o.our_trade_hash
            order by r.id
            limit 1000
        ) as c
    left join bankagent.decisions as d on c.id = d.request_id
    where
        c.client_id = o.client_id
        and (
            c.id = o.id
            or (
                c.id < o.id
                and (
                    c.status = 'received'
                    or c.status = 'awaiting_approval'
                    or d.decision = 'approved'
                )
            )
        )
    union all
    select o.id as own_id, 'theirs' as side, c.id, c.payload #> '{theirs}' as record
    from own as o
    cross join
        lateral (
            select r.id, r.client_id, r.status, r.payload
            from bankagent.banking_requests as r
            where
                r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{theirs,source}')
                    || '/'
                    || coalesce(r.payload #>> '{theirs,uti}', r.payload #>> '{theirs,reference}'),
                    0
                ) = o.their_trade_hash
            order by r.id
            limit 1000
        ) as c
    left join bankagent.decisions as d on c.id = d.request_id
    where
        c.client_id = o.client_id
        and (
            c.id = o.id
            or (
                c.id < o.id
                and (
                    c.status = 'received'
                    or c.status = 'awaiting_approval'
                    or d.decision = 'approved'
                )
            )
        )
),

-- Few records have two numbers: comparing the content of all of 100 pairs took 10 ms.
several as materialized (
    select b.own_id, b.side
    from booked as b
    group by b.own_id, b.side
    having min(b.record ->> 'record_number') < max(b.record ->> 'record_number')
),

-- Each record number under which the same record came, and when it did so first.
numbers as (
    select
        b.own_id,
        b.side,
        b.record ->> 'record_number' as record_number,
        b.record ->> 'record_number' = r.record ->> 'record_number' as is_own,
        min(b.id) as first_id
    from several as s
    inner join booked as b on s.own_id = b.own_id and s.side = b.side
    inner join booked as r on b.own_id = r.own_id and b.side = r.side and r.id = r.own_id
    cross join
        lateral (
            select
                case jsonb_typeof(b.record)
                    when 'object' then b.record - 'record_number' - 'received_at'
                end as before,
                case jsonb_typeof(r.record)
                    when 'object' then r.record - 'record_number' - 'received_at'
                end as now
        ) as content
    where content.before = content.now
    group by b.own_id, b.side, b.record, r.record
),

duplicates as (
    select
        d.own_id,
        jsonb_agg(
            jsonb_build_object(
                'side', d.side, 'record_number', d.record_number, 'request_id', d.first_id
            )
            order by d.side
        ) as found
    from (
        select distinct on (n.own_id, n.side) n.own_id, n.side, n.record_number, n.first_id
        from numbers as n
        where
            not n.is_own
            and n.first_id < (
                select min(own_number.first_id)
                from numbers as own_number
                where
                    own_number.own_id = n.own_id
                    and own_number.side = n.side
                    and own_number.is_own
            )
        order by n.own_id, n.side, n.first_id
    ) as d
    group by d.own_id
)

select
    o.id as request_id,
    o.created_at as received_at,
    e.earlier_id,
    e.word,
    coalesce(d.found, '[]') as duplicates
from own as o
left join lateral ops.earlier_pair(o.id, o.client_id, o.comparison) as e on true
left join duplicates as d on o.id = d.own_id;
