create or replace function bankagent.compared(items jsonb)
returns table (
    n integer,
    request_id bigint,
    client_id text,
    job_id bigint,
    worker_id bigint,
    attempt integer,
    opens boolean,
    changes boolean,
    matches text,
    our_source text,
    our_record text,
    their_source text,
    their_record text,
    comparison jsonb
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    -- Of several items for one job the first counts.
    select distinct on ((e.value ->> 'job_id')::bigint)
        e.n::integer,
        r.id,
        r.client_id,
        (e.value ->> 'job_id')::bigint,
        (e.value ->> 'worker_id')::bigint,
        (e.value ->> 'attempts')::integer + 1,
        e.value ->> 'status' = 'awaiting_approval'
        and c.comparison ->> 'match' in ('broken', 'unmatched_ours', 'unmatched_theirs')
        and c.comparison #>> '{earlier,word}' is distinct from 'open'
        -- What a stop holds back, the policy had decided: people vote on it.
        and e.value #>> '{evaluation,fired,0,rule_id}' is distinct from 'DECISIONS-STOPPED',
        coalesce(
            e.value ->> 'decision' = 'rejected' and c.comparison #>> '{earlier,word}' = 'changed', false
        ),
        case
            when e.value ->> 'decision' = 'approved'
                and c.comparison ->> 'match' in ('exact', 'within_tolerance')
                then c.comparison ->> 'match'
        end,
        -- The caller's own records: a worker cannot name those of another pair.
        c.comparison #>> '{pair,our_source}',
        c.comparison #>> '{pair,our_record}',
        c.comparison #>> '{pair,their_source}',
        c.comparison #>> '{pair,their_record}',
        c.comparison
    from jsonb_array_elements(items) with ordinality as e (value, n)
    inner join banking_requests as r on r.id = (e.value ->> 'request_id')::bigint
    cross join lateral (
        select (e.value #> '{evaluation,known,comparison}')
            || jsonb_build_object('pair', ops.pair_of(r.payload)) as comparison
    ) as c
    where jsonb_typeof(e.value #> '{evaluation,known,comparison}') = 'object'
        and e.value ->> 'error' is null
    order by (e.value ->> 'job_id')::bigint, e.n
$$;

comment on function bankagent.compared(jsonb) is
'Items of settle_jobs whose evaluation has a comparison. Says whether the item opens an exception '
'or changes one, and how its pair matches; n counts from 1. The records are those of the payload.';

create or replace function bankagent.pair_lock(source text, record text)
returns bigint
language sql immutable parallel safe
return hashtextextended('exception:' || source || E'\u001f' || record, 0);

comment on function bankagent.pair_lock(text, text) is
'Key of the advisory lock on a record of a pair. settle_jobs takes it where a pair is settled, and '
'does not wait for it.';

create or replace function bankagent.ended_by_match(
    p_request_id bigint, p_client_id text, p_comparison jsonb
)
returns table (id bigint, request_id bigint, fault text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    -- Each record by its own index: a batch took a second beside 10,000 open exceptions. Not with
    -- "closed_at is null": while the table is small, a whole reading of the index of open contents
    -- would cost as much, and sessions keep their plans.
    select x.id, x.request_id, ops.match_fault(shown.comparison, p_comparison)
    from (
        select o.id, o.request_id
        from trade_exceptions as o
        where (o.our_record, o.our_source)
            = (p_comparison #>> '{pair,our_record}', p_comparison #>> '{pair,our_source}')
            and coalesce(o.closed_at, 'infinity') = 'infinity'
        union
        select t.id, t.request_id
        from trade_exceptions as t
        where (t.their_record, t.their_source)
            = (p_comparison #>> '{pair,their_record}', p_comparison #>> '{pair,their_source}')
            and coalesce(t.closed_at, 'infinity') = 'infinity'
    ) as x
    inner join banking_requests as r on r.id = x.request_id and r.client_id = p_client_id
    cross join lateral ops.exception_comparison(x.id) as shown
    where x.request_id < p_request_id
        and ops.match_fault(shown.comparison, p_comparison) is distinct from 'record'
$$;

comment on function bankagent.ended_by_match(bigint, text, jsonb) is
'Open exceptions of the records of a pair that matches. It closes those without a fault; the '
'others stay open (ops.match_fault).';
