-- settle_jobs calls both functions only where an evaluation of its call has a comparison: the first
-- before it writes, since an audit entry never changes, the second afterwards.
create or replace function bankagent.compared(items jsonb)
returns table (
    n integer,
    request_id bigint,
    client_id text,
    job_id bigint,
    attempt integer,
    opens boolean,
    matches text,
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
        (e.value ->> 'attempts')::integer + 1,
        e.value ->> 'status' = 'awaiting_approval'
        and c.comparison ->> 'match' in ('broken', 'unmatched_ours', 'unmatched_theirs'),
        case
            when e.value ->> 'decision' = 'approved'
                and c.comparison ->> 'match' in ('exact', 'within_tolerance')
                then c.comparison ->> 'match'
        end,
        ops.payload_sha256(jsonb_build_array(r.client_id, r.payload)),
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
'or how its pair matches; n counts from 1.';

create or replace function bankagent.pair_lock(source text, record text)
returns bigint
language sql immutable parallel safe
return hashtextextended('exception:' || source || E'\u001f' || record, 0);

comment on function bankagent.pair_lock(text, text) is
'Key of the advisory lock on a record of a pair. settle_jobs takes it where an exception is opened '
'or closed by a match, and does not wait for it.';

create or replace function bankagent.prepare_exceptions(items jsonb)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
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
    with matched as materialized (
        select distinct on (x.id) c.n, x.id, x.request_id
        from compared(items) as c
        inner join trade_exceptions as x
            on x.closed_at is null
            and x.request_id < c.request_id
            and (
                (x.our_record = c.our_record and x.our_source = c.our_source)
                or (x.their_record = c.their_record and x.their_source = c.their_source)
            )
            and (x.our_record is null or (x.our_record, x.our_source) = (c.our_record, c.our_source))
            and (
                x.their_record is null
                or (x.their_record, x.their_source) = (c.their_record, c.their_source)
            )
        inner join banking_requests as before
            on before.id = x.request_id and before.client_id = c.client_id
        where c.matches is not null and c.n <> all(in_hand)
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
'an exception meanwhile, or is in the hands of a person.';

create or replace function bankagent.settle_exceptions(items jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    closed record;
begin
    -- The entry of this transaction says that the item was settled, and was not lost or busy.
    with settled as materialized (
        select c.*, a.id as entry_id, a.actor, c.comparison as v
        from compared(items) as c
        inner join agent_audit_log as a
            on a.request_id = c.request_id
            and a.job_id = c.job_id
            and a.attempt = c.attempt
            and a.action = 'awaiting_approval'
            and a.xid = pg_current_xact_id()
        where c.opens
            and not exists (
                select from trade_exceptions as x where x.request_id = c.request_id
            )
    ),

    opened as (
        insert into trade_exceptions (
            request_id, job_id, attempt, our_source, our_record, their_source, their_record, match,
            primary_code, primary_field, breaks, severity, priority, exposure, currency,
            exposure_usd, value_date, days_open, cut_off_at, expected_penalty, content_sha256,
            reopens_id
        )
        select
            s.request_id, s.job_id, s.attempt, s.our_source, s.our_record, s.their_source,
            s.their_record, s.v ->> 'match', s.v ->> 'primary_code', s.v ->> 'primary_field',
            coalesce(nullif(s.v -> 'breaks', 'null'), '[]'), s.v ->> 'severity',
            (s.v ->> 'priority')::integer, (s.v ->> 'exposure')::numeric, s.v ->> 'currency',
            (s.v ->> 'exposure_usd')::numeric, (s.v ->> 'value_date')::date,
            (s.v ->> 'days_open')::integer, (s.v ->> 'cut_off_at')::timestamptz,
            nullif(s.v -> 'expected_penalty', 'null'), s.content_sha256, o.exception_id
        from settled as s
        left join exception_reopenings as o on o.request_id = s.request_id
        order by s.n
        returning id, request_id
    )

    insert into exception_moves (
        exception_id, action, from_state, to_state, actor, by_request, audit_entry_id
    )
    select o.id, 'opened', 'new', 'open', s.actor, s.request_id, s.entry_id
    from opened as o
    inner join settled as s on s.request_id = o.request_id
    order by o.id;

    for closed in
        select x as exception, c.request_id, c.matches, a.actor
        from compared(items) as c
        inner join agent_audit_log as a
            on a.request_id = c.request_id
            and a.job_id = c.job_id
            and a.attempt = c.attempt
            and a.action = 'processed'
            and a.xid = pg_current_xact_id()
        cross join lateral jsonb_array_elements(a.result -> 'closed_exceptions') as named (id)
        inner join trade_exceptions as x on x.id = named.id::bigint and x.closed_at is null
        where c.matches is not null
        order by x.id
    loop
        perform record_exception_move(
            closed.exception, 'rematched', 'rematched', closed.actor,
            format('The pair matches in request %s (%s).', closed.request_id, closed.matches),
            (closed.exception).assignee,
            p_by_request => closed.request_id, p_match => closed.matches
        );
    end loop;
end
$$;

comment on function bankagent.settle_exceptions(jsonb) is
'Open and close the exceptions of the items that settle_jobs has settled. Each opened or closed '
'one has its move and its audit entry.';
