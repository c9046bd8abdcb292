-- The session that beat last, so that a worker's advisory lock counts only where that session holds
-- it. A new column without a default: no row is written, and the lock lasts for a moment.
alter table bankagent.worker_processes
add column backend_pid integer;

comment on column bankagent.worker_processes.backend_pid is
'Server process of the session that beat last. Its advisory lock alone counts as a sign of life. '
'Null until the next heartbeat.';
