-- Workers look it up before an attempt, and settle_jobs again with the pair's locks held.
create or replace function ops.earlier_pair(
    p_request_id bigint, p_client_id text, p_comparison jsonb
)
returns table (earlier_id bigint, word text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select found.earlier_id, found.word
    from (
        select x.request_id as earlier_id,
            case
                when x.closed_at is not null then d.decision
                when s.is_same or s.is_newer then 'open'
                else 'changed'
            end as word
        from (
            select o.id
            from bankagent.trade_exceptions as o
            where (o.our_record, o.our_source)
                = (p_comparison #>> '{pair,our_record}', p_comparison #>> '{pair,our_source}')
            union
            select t.id
            from bankagent.trade_exceptions as t
            where (t.their_record, t.their_source)
                = (p_comparison #>> '{pair,their_record}', p_comparison #>> '{pair,their_source}')
        ) as of_records
        inner join bankagent.trade_exceptions as x on x.id = of_records.id
        inner join bankagent.banking_requests as r
            on r.id = x.request_id and r.client_id = p_client_id
        left join bankagent.decisions as d on d.request_id = x.request_id
        cross join lateral (
            select
                x.content_sha256 = ops.pair_sha256(p_client_id, p_comparison) as is_same,
                exists (
                    select
                    from bankagent.exception_moves as m
                    where m.exception_id = x.id
                        and m.action in ('opened', 'changed')
                        and m.by_request > p_request_id
                ) as is_newer
        ) as s
        where x.request_id <> p_request_id
            -- One record in two pairs: these are two. A side that is missing may be any.
            and coalesce(
                (x.our_record, x.our_source)
                = (p_comparison #>> '{pair,our_record}', p_comparison #>> '{pair,our_source}'),
                true
            )
            and coalesce(
                (x.their_record, x.their_source)
                = (p_comparison #>> '{pair,their_record}', p_comparison #>> '{pair,their_source}'),
                true
            )
            and (
                x.closed_at is null
                or (
                    d.decided_by = 'people'
                    and s.is_same
                    -- A request that reopens an exception asks again what people decided.
                    and not exists (
                        select
                        from bankagent.exception_reopenings as n
                        where n.request_id = p_request_id
                    )
                )
            )
        union all
        select l.id, 'corrected'
        from (
            select
                hashtextextended(
                    (p_comparison #>> '{pair,our_source}')
                    || '/'
                    || (p_comparison #>> '{pair,our_record}'),
                    0
                ) as our_hash,
                hashtextextended(
                    (p_comparison #>> '{pair,their_source}')
                    || '/'
                    || (p_comparison #>> '{pair,their_record}'),
                    0
                ) as their_hash
        ) as own
        cross join lateral (
            select r.id
            from bankagent.banking_requests as r
            where r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{ours,source}')
                    || '/'
                    || (r.payload #>> '{ours,record_number}'),
                    0
                ) = own.our_hash
                -- Of all indexes only that of the records has this order: by numbers alone the planner
                -- read all requests that are later.
                and (hashtextextended(
                    (r.payload #>> '{ours,source}')
                    || '/'
                    || (r.payload #>> '{ours,record_number}'),
                    0
                ), r.id) > (own.our_hash, p_request_id)
                and r.client_id = p_client_id
            union
            select r.id
            from bankagent.banking_requests as r
            where r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{theirs,source}')
                    || '/'
                    || (r.payload #>> '{theirs,record_number}'),
                    0
                ) = own.their_hash
                -- Of all indexes only that of the records has this order: by numbers alone the planner
                -- read all requests that are later.
                and (hashtextextended(
                    (r.payload #>> '{theirs,source}')
                    || '/'
                    || (r.payload #>> '{theirs,record_number}'),
                    0
                ), r.id) > (own.their_hash, p_request_id)
                and r.client_id = p_client_id
        ) as l
        -- A subquery, which the planner runs for each of these, and never for all decisions.
        where (
            select
                e.known #>> '{comparison,match}' in ('exact', 'within_tolerance')
                and ops.match_fault(p_comparison, e.known -> 'comparison') is null
            from bankagent.decisions as d
            inner join bankagent.evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
            where d.request_id = l.id and d.decision = 'approved'
        )
    ) as found
    -- Of those that people decided the last word counts.
    order by
        case found.word when 'corrected' then 0 when 'open' then 1 when 'changed' then 3 else 2 end,
        case when found.word in ('approved', 'rejected') then -found.earlier_id else found.earlier_id end
    limit 1
$$;

comment on function ops.earlier_pair(bigint, text, jsonb) is
'Request that counts for a pair, beside its own. word is corrected (a later one matches), open (an '
'exception of the pair is open and shows the same values, or later ones), changed (it is open with '
'other values), approved or rejected (people closed it with the same values). No row without one. '
'Example: select e.* from bankagent.banking_requests as r cross join lateral '
'ops.earlier_pair(r.id, r.client_id, (select known -> ''comparison'' from bankagent.evaluations '
'where request_id = r.id)) as e where r.id = 7.';
