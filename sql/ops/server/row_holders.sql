create or replace view ops.row_holders as
select
    held.pid,
    coalesce(a.usename, p.owner)::text as who,
    coalesce(a.application_name, p.gid) as application,
    clock_timestamp() - coalesce(a.xact_start, p.prepared) as lasts,
    case when held.pid is null then 'prepared' else a.state end as state,
    held.tables,
    ops.safe_statement(a.query) as statement,
    case
        when held.pid is null
            then 'its transaction manager commits it, or rollback prepared ' || quote_literal(p.gid)
        else 'ask its user to commit, or select pg_terminate_backend(' || held.pid || ')'
    end as what_to_do
from (
    select
        l.pid,
        l.virtualtransaction,
        array_agg(distinct format('%s.%s', n.nspname, c.relname)) as tables
    from pg_catalog.pg_locks as l
    inner join pg_catalog.pg_class as c on c.oid = l.relation and c.relkind = 'r'
    inner join pg_catalog.pg_namespace as n
        on n.oid = c.relnamespace and n.nspname in ('bankagent', 'procrastinate')
    where
        l.locktype = 'relation'
        and l.granted
        and l.database = (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = current_database()
        )
        -- Of "select … for update" and of what changes rows or tables; not of plain reads, vacuum
        -- and analyze.
        and l.mode not in ('AccessShareLock', 'ShareUpdateExclusiveLock')
        and l.pid is distinct from pg_backend_pid()
    group by l.pid, l.virtualtransaction
) as held
left join pg_catalog.pg_stat_activity as a on a.pid = held.pid
left join pg_catalog.pg_prepared_xacts as p
    on held.pid is null and held.virtualtransaction = '-1/' || p.transaction::text
order by lasts desc nulls last, held.pid asc;

comment on view ops.row_holders is
'Sessions that hold rows of ours until they commit, longest first. Or whole tables. What needs '
'those rows waits beside the rest. Verbs hold them for milliseconds: one that lasts for seconds '
'is a transaction that a person forgot, or a migration. Times and states of other users show only '
'with the role pg_monitor.';
comment on column ops.row_holders.pid is 'Server process; null for a prepared transaction.';
comment on column ops.row_holders.who is 'Database user.';
comment on column ops.row_holders.application is
'Application name; global id of a prepared transaction.';
comment on column ops.row_holders.lasts is 'Time that its transaction has been open.';
comment on column ops.row_holders.state is
'State. ''idle in transaction'' means that its user forgot to commit.';
comment on column ops.row_holders.tables is 'Tables of which it holds rows, or that it holds.';
comment on column ops.row_holders.statement is
'Beginning of its latest statement, without literals.';
comment on column ops.row_holders.what_to_do is 'Action that ends it, in words or SQL.';
