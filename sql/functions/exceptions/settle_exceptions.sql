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
            exposure_usd, value_date, days_open, calendars, zone, cut_off_at, expected_penalty,
            content_sha256, reopens_id, outcome
        )
        select
            s.request_id, s.job_id, s.attempt, s.our_source, s.our_record, s.their_source,
            s.their_record, s.v ->> 'match', s.v ->> 'primary_code', s.v ->> 'primary_field',
            coalesce(nullif(s.v -> 'breaks', 'null'), '[]'), s.v ->> 'severity',
            (s.v ->> 'priority')::integer, (s.v ->> 'exposure')::numeric, s.v ->> 'currency',
            (s.v ->> 'exposure_usd')::numeric, (s.v ->> 'value_date')::date,
            (s.v ->> 'days_open')::integer,
            array(select c.value #>> '{}' from jsonb_path_query(s.v, 'lax $.calendars[*]') as c (value)),
            coalesce(s.v ->> 'zone', 'UTC'), (s.v ->> 'cut_off_at')::timestamptz,
            nullif(s.v -> 'expected_penalty', 'null'), s.content_sha256, o.exception_id,
            s.v ->> 'outcome'
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
