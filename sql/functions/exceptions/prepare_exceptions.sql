-- settle_jobs calls prepare_exceptions and settle_exceptions only where an evaluation of its call
-- has a comparison: one before it writes, since an audit entry never changes, one afterwards.
create or replace function bankagent.prepare_exceptions(items jsonb)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    waiting integer[];
    told jsonb;
begin
    -- The next statement sees what a holder of these locks has committed.
    select coalesce(array_agg(tried.n), '{}') into waiting
    from (
        select
            c.n,
            coalesce(pg_try_advisory_xact_lock(pair_lock(c.our_source, c.our_record)), true)
            as has_ours,
            coalesce(pg_try_advisory_xact_lock(pair_lock(c.their_source, c.their_record)), true)
            as has_theirs
        from compared(items) as c
    ) as tried
    where not (tried.has_ours and tried.has_theirs);

    -- Requests of one pair are settled in the order of their numbers, also those of this call. And an
    -- evaluation that rests on what was so before is no longer right.
    select waiting || coalesce(array_agg(c.n), '{}') into waiting
    from compared(items) as c
    where has_earlier_received(c.request_id, c.client_id, c.comparison -> 'pair')
        -- As a case: of a pair that matches the earlier ones are not looked for.
        or case
            when c.comparison ->> 'match' in ('exact', 'within_tolerance') then false
            else not exists (
                select
                from (values (true)) as one (row)
                left join ops.earlier_pair(c.request_id, c.client_id, c.comparison) as e on true
                where (e.earlier_id, e.word) is not distinct from (
                    (c.comparison #>> '{earlier,request_id}')::bigint,
                    c.comparison #>> '{earlier,word}'
                )
            )
        end;

    -- Nor does it wait for a person who works on an exception that it would close or change.
    with meant as materialized (
        select c.n, x.id, x.request_id, x.fault, 'closed_exceptions' as what
        from compared(items) as c
        cross join lateral ended_by_match(c.request_id, c.client_id, c.comparison) as x
        where c.matches is not null and c.n <> all(waiting)
        union all
        select c.n, x.id, x.request_id, null, 'changed_exceptions'
        from compared(items) as c
        inner join trade_exceptions as x
            on x.request_id = (c.comparison #>> '{earlier,request_id}')::bigint and x.closed_at is null
        where c.changes and c.n <> all(waiting)
    ),

    held as materialized (
        select r.id
        from banking_requests as r
        where r.id in (select m.request_id from meant as m where m.fault is null)
        order by r.id
        for no key update skip locked
    ),

    named as (
        select m.n, m.what, jsonb_agg(m.id order by m.id) as ids
        from meant as m
        where m.fault is null
        group by m.n, m.what
        union all
        select m.n, 'left_open',
            jsonb_agg(jsonb_build_object('exception_id', m.id, 'differs_in', m.fault) order by m.id)
        from meant as m
        where m.fault is not null
        group by m.n
    )

    select
        waiting || coalesce((
            select array_agg(m.n)
            from meant as m
            where m.fault is null and m.request_id not in (select h.id from held as h)
        ), '{}'),
        coalesce((
            select jsonb_object_agg(by_item.n, by_item.told)
            from (
                select d.n, jsonb_object_agg(d.what, d.ids) as told from named as d group by d.n
            ) as by_item
        ), '{}')
    into waiting, told;

    return (
        select jsonb_agg(
            case
                when e.n = any(waiting) then decide_anew(e.value)
                when told ? e.n::text then jsonb_set(
                    e.value, '{told}', coalesce(e.value -> 'told', '{}') || (told -> e.n::text)
                )
                else e.value
            end
            order by e.n
        )
        from jsonb_array_elements(items) with ordinality as e (value, n)
    );
end
$$;

comment on function bankagent.prepare_exceptions(jsonb) is
'Items of settle_jobs that name the exceptions which they close or change. An item is to '
'be decided anew where its pair is being settled or an earlier request of it is '
'not settled yet, where what its evaluation rests on has changed, and where a person has its '
'exception in hand.';
