create or replace view ops.blockers as
select
    waiting.pid as waiting_pid,
    waiting.usename::text as waiting_user,
    waiting.application_name as waiting_application,
    clock_timestamp() - wanted.waitstart as waits,
    concat_ws(' ', wanted.mode, 'on', wanted.locktype, wanted.relation::regclass) as waits_for,
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
where not wanted.granted and waiting.datname = current_database()
order by is_first desc, waits desc nulls last;

comment on view ops.blockers is
'Which session waits for which, those first that hold up others and wait for nobody themselves. '
'The services wait for no row of another (they skip it), so that it is mostly people that show. '
'Statements, states and times of others are hidden (null) from users without the role pg_monitor; '
'who waits for whom is not.';
comment on column ops.blockers.waiting_pid is 'The session that waits.';
comment on column ops.blockers.waiting_user is 'Its database user.';
comment on column ops.blockers.waiting_application is 'What it calls itself.';
comment on column ops.blockers.waits is 'How long it has waited.';
comment on column ops.blockers.waits_for is
'The lock: transactionid means a row that the other has changed or locked.';
comment on column ops.blockers.waiting_statement is
'The beginning of what it wants to do, without literals.';
comment on column ops.blockers.blocking_pid is
'The session that holds it up; select pg_terminate_backend(…) ends it and rolls it back. 0 is a '
'prepared transaction: see pg_prepared_xacts.';
comment on column ops.blockers.blocking_user is 'Its database user.';
comment on column ops.blockers.blocking_application is 'What it calls itself.';
comment on column ops.blockers.blocking_state is
'What it does: idle in transaction means that somebody forgot to commit.';
comment on column ops.blockers.blocking_transaction is 'How long its transaction has been open.';
comment on column ops.blockers.blocking_statement is
'The beginning of the last thing that it did, without literals.';
comment on column ops.blockers.is_first is
'It waits for nobody: ending it is what helps.';
