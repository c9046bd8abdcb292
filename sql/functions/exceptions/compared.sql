create or replace function bankagent.compared(items jsonb)
returns table (
    n integer,
    request_id bigint,
    client_id text,
    job_id bigint,
    worker_id bigint,
    attempt integer,
    opens boolean,
    matches text,
    repeats bigint,
    content_sha256 text,
    our_source text,
    our_record text,
    their_source text,
    their_record text,
    comparison jsonb
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        e.n::integer,
        r.id,
        r.client_id,
        (e.value ->> 'job_id')::bigint,
        (e.value ->> 'worker_id')::bigint,
        (e.value ->> 'attempts')::integer + 1,
        e.value ->> 'status' = 'awaiting_approval'
        and c.comparison ->> 'match' in ('broken', 'unmatched_ours', 'unmatched_theirs')
        -- What a stop holds back, the policy had decided: people vote on it.
        and e.value #>> '{evaluation,fired,0,rule_id}' is distinct from 'DECISIONS-STOPPED',
        case
            when e.value ->> 'decision' = 'approved'
                and c.comparison ->> 'match' in ('exact', 'within_tolerance')
                then c.comparison ->> 'match'
        end,
        case
            when e.value ->> 'decision' = 'rejected' and c.comparison #>> '{earlier,word}' = 'open'
                then (c.comparison #>> '{earlier,request_id}')::bigint
        end,
        -- The same pair in two feeds is the same pair. Few open one, and a digest takes 0.1 ms.
        case
            when e.value ->> 'status' = 'awaiting_approval'
                then ops.payload_sha256(jsonb_build_array(r.client_id, r.payload - 'feed'))
        end,
        c.comparison #>> '{pair,our_source}',
        c.comparison #>> '{pair,our_record}',
        c.comparison #>> '{pair,their_source}',
        c.comparison #>> '{pair,their_record}',
        c.comparison
    from jsonb_array_elements(items) with ordinality as e (value, n)
    cross join lateral (select e.value #> '{evaluation,known,comparison}' as comparison) as c
    inner join banking_requests as r on r.id = (e.value ->> 'request_id')::bigint
    where jsonb_typeof(c.comparison) = 'object' and e.value ->> 'error' is null
$$;

comment on function bankagent.compared(jsonb) is
'Items of settle_jobs whose evaluation has a comparison. Says whether the item opens an exception, '
'how its pair matches, or which open request it repeats; n counts from 1.';

create or replace function bankagent.is_matched_later(
    p_request_id bigint,
    p_client_id text,
    p_our_source text,
    p_our_record text,
    p_their_source text,
    p_their_record text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from (
            (select r.id, r.client_id, r.payload
            from banking_requests as r
            where r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{ours,source}')
                    || '/'
                    || (r.payload #>> '{ours,record_number}'),
                    0
                ) = hashtextextended(p_our_source || '/' || p_our_record, 0)
            order by r.id desc
            limit 100)
            union all
            (select r.id, r.client_id, r.payload
            from banking_requests as r
            where r.request_type = 'trade_exception'
                and hashtextextended(
                    (r.payload #>> '{theirs,source}')
                    || '/'
                    || (r.payload #>> '{theirs,record_number}'),
                    0
                ) = hashtextextended(p_their_source || '/' || p_their_record, 0)
            order by r.id desc
            limit 100)
        ) as r
        inner join decisions as d on d.request_id = r.id and d.decision = 'approved'
        inner join evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
        where r.id > p_request_id
            and r.client_id = p_client_id
            and e.known #>> '{comparison,match}' in ('exact', 'within_tolerance')
            and (
                p_our_record is null
                or (r.payload #>> '{ours,source}', r.payload #>> '{ours,record_number}')
                = (p_our_source, p_our_record)
            )
            and (
                p_their_record is null
                or (r.payload #>> '{theirs,source}', r.payload #>> '{theirs,record_number}')
                = (p_their_source, p_their_record)
            )
    )
$$;

comment on function bankagent.is_matched_later(bigint, text, text, text, text, text) is
'State of a pair: whether a later request of its records matches. store/decisions/pairs.sql finds '
'the same before an attempt.';

create or replace function bankagent.pair_lock(source text, record text)
returns bigint
language sql immutable parallel safe
return hashtextextended('exception:' || source || E'\u001f' || record, 0);

comment on function bankagent.pair_lock(text, text) is
'Key of the advisory lock on a record of a pair. settle_jobs takes it where an exception is opened '
'or closed by a match, and does not wait for it.';
