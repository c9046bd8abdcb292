create or replace function bankagent.settle_exceptions(items jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    settled record;
begin
    -- The entry of this transaction says that the item was settled, and was not lost or busy.
    with settled as materialized (
        select c.*, a.id as entry_id, a.actor
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
            request_id, job_id, attempt, reopens_id,
            our_source, our_record, their_source, their_record, match, primary_code, primary_field,
            breaks, severity, priority, exposure, currency, exposure_usd, value_date, days_open,
            calendars, zone, cut_off_at, expected_penalty, content_sha256, outcome
        )
        select s.request_id, s.job_id, s.attempt, o.exception_id, shown.*
        from settled as s
        cross join lateral compared_columns(s.client_id, s.comparison) as shown
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

    -- Workers cannot write these names into a result (end_fault): prepare_exceptions has found them.
    for settled in
        select c.request_id, c.client_id, c.comparison, c.matches, a.actor,
            a.result -> 'closed_exceptions' as closed, a.result -> 'changed_exceptions' as changed
        from compared(items) as c
        inner join agent_audit_log as a
            on a.request_id = c.request_id
            and a.job_id = c.job_id
            and a.attempt = c.attempt
            and a.action = 'processed'
            and a.xid = pg_current_xact_id()
        where a.result ?| array['closed_exceptions', 'changed_exceptions']
        order by c.request_id
    loop
        perform close_by_match(settled.closed, settled.request_id, settled.matches, settled.actor);
        perform change_exceptions(
            settled.changed, settled.request_id, settled.client_id, settled.comparison, settled.actor
        );
    end loop;
end
$$;

comment on function bankagent.settle_exceptions(jsonb) is
'Open, close and change the exceptions of items that were settled. Each has its move and its audit '
'entry. settle_jobs calls it.';
