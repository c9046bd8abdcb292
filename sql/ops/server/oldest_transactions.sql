create or replace view ops.oldest_transactions as
select
    held.kind,
    held.pid,
    held.who,
    held.application,
    clock_timestamp() - held.since as lasts,
    held.xids_behind,
    held.state,
    held.statement,
    held.what_to_do
from (
    select
        case a.backend_type when 'walsender' then 'standby' else 'session' end as kind,
        a.pid,
        a.usename::text as who,
        a.application_name as application,
        a.xact_start as since,
        greatest(age(a.backend_xmin), age(a.backend_xid)) as xids_behind,
        a.state,
        ops.safe_statement(a.query) as statement,
        case
            when a.backend_type = 'walsender'
                then 'end the long query on the standby, or its hot_standby_feedback'
            when a.wait_event_type = 'Lock' then 'it waits for another itself: see ops.blockers'
            else 'ask its user to commit, or select pg_terminate_backend(' || a.pid || ')'
        end as what_to_do
    from pg_catalog.pg_stat_activity as a
    where
        (a.backend_xmin is not null or a.backend_xid is not null)
        and a.pid <> pg_backend_pid()
        and (a.datname = current_database() or a.datname is null)
    union all
    select
        'prepared transaction' as kind,
        null as pid,
        p.owner::text as who,
        p.gid as application,
        p.prepared as since,
        age(p.transaction) as xids_behind,
        'prepared' as state,
        null as statement,
        'its transaction manager commits it, or rollback prepared ' || quote_literal(p.gid)
            as what_to_do
    from pg_catalog.pg_prepared_xacts as p
    where p.database = current_database()
    union all
    select
        'replication slot' as kind,
        s.active_pid as pid,
        s.slot_name::text as who,
        s.plugin::text as application,
        null as since,
        greatest(age(s.xmin), age(s.catalog_xmin)) as xids_behind,
        case when s.active then 'in use' else 'not in use' end as state,
        null as statement,
        'start its reader, or select pg_drop_replication_slot(' || quote_literal(s.slot_name) || ')'
            as what_to_do
    from pg_catalog.pg_replication_slots as s
    where s.xmin is not null or s.catalog_xmin is not null
) as held
order by held.xids_behind desc nulls last, held.since asc;

comment on view ops.oldest_transactions is
'Transactions and slots that keep vacuum from removing dead rows, worst first. They are open '
'transactions, standbys, prepared transactions and replication slots. Claims skip dead rows, but '
'tables grow and other queries slow down. Sessions of other users show only with the role '
'pg_monitor.';
comment on column ops.oldest_transactions.kind is
'Kind: session, standby, prepared transaction or replication slot.';
comment on column ops.oldest_transactions.pid is 'Server process; null for a prepared transaction.';
comment on column ops.oldest_transactions.who is
'Database user, or the name of the replication slot.';
comment on column ops.oldest_transactions.application is
'Application name; global id of a prepared transaction; plugin of a slot.';
comment on column ops.oldest_transactions.lasts is
'Time that it has been open; null for slots, which do not tell.';
comment on column ops.oldest_transactions.xids_behind is
'Transactions begun since its snapshot; the rows that died since then stay.';
comment on column ops.oldest_transactions.state is
'State. ''idle in transaction'' means that its user forgot to commit.';
comment on column ops.oldest_transactions.statement is
'Beginning of its latest statement, without literals.';
comment on column ops.oldest_transactions.what_to_do is 'Action that ends it, in words or SQL.';
