create or replace function ops.lock_holder(row_xmax xid)
returns text
language plpgsql stable
set search_path to pg_catalog, pg_temp
-- Where it is on, an error ends the session although it is caught below.
set exit_on_error to off
as $$
declare
    lockers xid[] := array[row_xmax];
    holder text;
begin
    -- xmax is a multixact id where a transaction locked the row in a subtransaction and then changed
    -- it, as the verbs do. Nothing tells the two kinds of ids apart, so both are tried.
    begin
        lockers := lockers || array(select m.xid from pg_get_multixact_members(row_xmax) as m);
    exception
        when others then
            null;
    end;
    select case
        when l.pid is null then 'a prepared transaction (see ops.oldest_transactions)'
        else format(
            'session %s of %s (%s)%s', l.pid, a.usename,
            coalesce(nullif(a.application_name, ''), 'no name'),
            coalesce(
                ', ' || a.state || ' since '
                || to_char(a.state_change at time zone 'UTC', 'HH24:MI:SS') || ' UTC',
                ''
            )
        )
    end
    into holder
    from pg_locks as l
    left join pg_stat_activity as a on a.pid = l.pid
    where l.locktype = 'transactionid' and l.granted and l.transactionid = any(lockers)
    limit 1;
    return holder;
end
$$;

comment on function ops.lock_holder(xid) is
'Name the session that has a row locked or changed and not yet committed. Takes the row''s xmax. '
'Example: select ops.lock_holder(xmax) from bankagent.banking_requests where id = 17. Null where '
'there is none. The session''s state shows only to users with the role pg_monitor.';
