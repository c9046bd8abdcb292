-- Trades that we have, for the captures of a batch: found by UTI, else by the record of the source.
-- A maker's captures meet its own trades alone.

-- name: trades
select
    asked.request_id,
    t.number,
    t.version,
    t.uti,
    t.source,
    t.record_number,
    t.client_id = r.client_id as is_of_client,
    t.request_id as captured_by,
    (
        select min(f.request_id)
        from bankagent.follow_up_requests as f
        where f.caused_by = t.request_id
    ) as reviewed_by,
    t.trade
from
    unnest(
        %(request_ids)s::bigint[], %(utis)s::text[], %(sources)s::text[], %(record_numbers)s::text[]
    ) as asked (request_id, uti, source, record_number)
inner join bankagent.banking_requests as r on r.id = asked.request_id
cross join
    lateral (
        select found.number
        from (
            select by_uti.number, 1 as rank
            from bankagent.trades as by_uti
            where by_uti.maker = r.maker and by_uti.uti = asked.uti
            union all
            select by_record.number, 2 as rank
            from bankagent.trades as by_record
            where
                by_record.maker = r.maker
                and by_record.source = asked.source
                and by_record.record_number = asked.record_number
        ) as found
        order by found.rank
        limit 1
    ) as known
cross join
    lateral (
        select v.*
        from bankagent.trades as v
        where v.number = known.number
        order by v.version desc
        limit 1
    ) as t;
