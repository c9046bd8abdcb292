create or replace view ops.blockers as
select
    waiting.pid as waiting_pid,
    waiting.usename::text as waiting_user,
    waiting.application_name as waiting_application,
    clock_timestamp() - wanted.waitstart as waits,
    concat_ws(
        ' ', wanted.mode, 'on', wanted.locktype,
        coalesce(n.nspname || '.' || c.relname, wanted.relation::text)
    ) collate "default" as waits_for,
    ops.safe_statement(waiting.query) as waiting_statement,
    blocker.pid as blocking_pid,
    holding.usename::text as blocking_user,
    holding.application_name as blocking_application,
    case when blocker.pid = 0 then 'prepared transaction' else holding.state end as blocking_state,
    clock_timestamp() - holding.xact_start as blocking_transaction,
    ops.safe_statement(holding.query) as blocking_statement,
    not exists (
        select
        from pg_catalog.pg_locks as l
        where l.pid = blocker.pid and not l.granted
    ) as is_first
from pg_catalog.pg_locks as wanted
inner join pg_catalog.pg_stat_activity as waiting on waiting.pid = wanted.pid
cross join lateral unnest(pg_catalog.pg_blocking_pids(wanted.pid)) as blocker (pid)
left join pg_catalog.pg_stat_activity as holding on holding.pid = blocker.pid
left join pg_catalog.pg_class as c on c.oid = wanted.relation
left join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where not wanted.granted and waiting.datname = current_database()
order by is_first desc, waits desc nulls last;

comment on view ops.blockers is
'Sessions that wait for a lock, each with a session that holds it up. First come holders that '
'wait for no other session. Claims and settlements skip locked rows, so mostly sessions of '
'people show here. Statements, states and times of other users'' sessions are null without the '
'role pg_monitor.';
comment on column ops.blockers.waiting_pid is 'Server process of the session that waits.';
comment on column ops.blockers.waiting_user is 'Database user of the session that waits.';
comment on column ops.blockers.waiting_application is 'Application name of the session that waits.';
comment on column ops.blockers.waits is 'Time that it has waited.';
comment on column ops.blockers.waits_for is
'Lock that it waits for. transactionid is a row that the other session changed or locked.';
comment on column ops.blockers.waiting_statement is
'Beginning of the statement that waits, without literals.';
comment on column ops.blockers.blocking_pid is
'Server process that holds it up; 0 is a prepared transaction. select pg_terminate_backend(…) '
'ends the session and rolls its transaction back. Prepared transactions: see pg_prepared_xacts.';
comment on column ops.blockers.blocking_user is 'Database user of the blocking session.';
comment on column ops.blockers.blocking_application is 'Application name of the blocking session.';
comment on column ops.blockers.blocking_state is
'State of the blocking session. ''idle in transaction'' means that its user forgot to commit.';
comment on column ops.blockers.blocking_transaction is
'Time that the blocking transaction has been open.';
comment on column ops.blockers.blocking_statement is
'Beginning of its latest statement, without literals.';
comment on column ops.blockers.is_first is
'True if the blocking session waits for no other: end this one.';
