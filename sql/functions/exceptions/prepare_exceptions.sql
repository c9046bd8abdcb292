-- settle_jobs calls prepare_exceptions and settle_exceptions only where an evaluation of its call
-- has a comparison: one before it writes, since an audit entry never changes, one afterwards.
create or replace function bankagent.prepare_exceptions(items jsonb)
returns jsonb
language plpgsql volatile
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    in_hand integer[];
    closing jsonb;
begin
    -- Two pairs at a time that are about one record: the second attempt is made again, and then
    -- knows the first. The next statement sees what a holder of the lock has committed.
    select coalesce(array_agg(tried.n), '{}') into in_hand
    from (
        select
            c.n,
            coalesce(pg_try_advisory_xact_lock(pair_lock(c.our_source, c.our_record)), true)
            as has_ours,
            coalesce(pg_try_advisory_xact_lock(pair_lock(c.their_source, c.their_record)), true)
            as has_theirs
        from compared(items) as c
        where c.opens or c.matches is not null
    ) as tried
    where not (tried.has_ours and tried.has_theirs);

    -- Nor does it wait for a person who works on an exception that a match would close.
    -- Each record by its own index: with an OR of both, each matching pair was compared with each
    -- open exception, and a batch took a second beside 10,000 of them.
    with matched as materialized (
        select distinct on (x.id) c.n, x.id, x.request_id
        from compared(items) as c
        cross join lateral (
            select by_ours.id, by_ours.request_id, by_ours.our_record,
                by_ours.our_source, by_ours.their_record, by_ours.their_source
            from trade_exceptions as by_ours
            where by_ours.closed_at is null
                and by_ours.our_record = c.our_record
                and by_ours.our_source = c.our_source
            union
            select by_theirs.id, by_theirs.request_id, by_theirs.our_record,
                by_theirs.our_source, by_theirs.their_record, by_theirs.their_source
            from trade_exceptions as by_theirs
            where by_theirs.closed_at is null
                and by_theirs.their_record = c.their_record
                and by_theirs.their_source = c.their_source
        ) as x
        inner join banking_requests as before
            on before.id = x.request_id and before.client_id = c.client_id
        where c.matches is not null
            and c.n <> all(in_hand)
            and x.request_id < c.request_id
            and (x.our_record is null or (x.our_record, x.our_source) = (c.our_record, c.our_source))
            and (
                x.their_record is null
                or (x.their_record, x.their_source) = (c.their_record, c.their_source)
            )
        order by x.id, c.n
    ),

    locked as materialized (
        select r.id
        from banking_requests as r
        where r.id in (select m.request_id from matched as m)
        order by r.id
        for no key update skip locked
    ),

    told as (
        select
            m.n,
            jsonb_agg(m.id order by m.id) as ids,
            bool_and(m.request_id in (select l.id from locked as l)) as is_locked
        from matched as m
        group by m.n
    )

    select
        in_hand || coalesce(array_agg(t.n) filter (where not t.is_locked), '{}'),
        coalesce(jsonb_object_agg(t.n, t.ids) filter (where t.is_locked), '{}')
    into in_hand, closing
    from told as t;

    -- The same payload opens one exception, in this call and before it.
    select in_hand || coalesce(array_agg(c.n), '{}') into in_hand
    from (
        select
            o.*,
            row_number() over (partition by o.content_sha256 order by o.request_id, o.n) as place
        from compared(items) as o
        where o.opens
    ) as c
    where c.place > 1
        or exists (
            select
            from trade_exceptions as x
            where x.content_sha256 = c.content_sha256
                and x.closed_at is null
                and x.request_id <> c.request_id
        );

    -- A later request of the records matches already, or does so in this call: the next attempt finds
    -- it. What this one opens would stay open.
    select in_hand || coalesce(array_agg(c.n), '{}') into in_hand
    from compared(items) as c
    where c.opens and (
        is_matched_later(
            c.request_id, c.client_id, c.our_source, c.our_record, c.their_source, c.their_record
        )
        or exists (
            select
            from compared(items) as m
            where m.matches is not null
                and m.request_id > c.request_id
                and m.client_id = c.client_id
                and (
                    c.our_record is null
                    or (m.our_source, m.our_record) = (c.our_source, c.our_record)
                )
                and (
                    c.their_record is null
                    or (m.their_source, m.their_record) = (c.their_source, c.their_record)
                )
        )
    );

    -- A repeat is rejected since the first request waits for people. One that is not settled yet may
    -- still be cancelled, and nothing would be open: it must be settled in this call, or before.
    with first_ones as materialized (
        select f.request_id
        from compared(items) as f
        inner join procrastinate_jobs as j
            on j.id = f.job_id
            and j.status = 'doing'
            and j.worker_id = f.worker_id
            and j.attempts = f.attempt - 1
        where f.opens
            and f.n <> all(in_hand)
            and f.request_id in (select c.repeats from compared(items) as c)
        order by j.id
        for no key update of j skip locked
    )

    select in_hand || coalesce(array_agg(c.n), '{}') into in_hand
    from compared(items) as c
    where c.repeats is not null
        and c.repeats not in (select f.request_id from first_ones as f)
        and not exists (
            select
            from banking_requests as r
            where r.id = c.repeats and r.status = 'awaiting_approval'
        );

    return (
        select jsonb_agg(
            case
                -- The fence and nothing else: what would follow, follows from the next attempt.
                when e.n = any(in_hand) then jsonb_build_object(
                    'job_id', e.value -> 'job_id',
                    'worker_id', e.value -> 'worker_id',
                    'attempts', e.value -> 'attempts',
                    'request_id', e.value -> 'request_id',
                    'error', 'PairInHand'
                )
                when closing ? e.n::text then jsonb_set(
                    e.value, '{result,closed_exceptions}', closing -> e.n::text
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
'Items of settle_jobs whose results name the exceptions that a match closes. An attempt '
'has failed with PairInHand, and is made again, where the same pair is being settled, has opened '
'an exception or matched meanwhile, is in the hands of a person, or repeats one that is not '
'settled.';
