create table bankagent.worker_processes (
    worker_id bigint primary key
    references procrastinate.procrastinate_workers (id) on delete cascade,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamptz not null default now()
);

comment on table bankagent.worker_processes is
'Processes of registered workers: host, process id and version. See ops.workers.';
comment on column bankagent.worker_processes.worker_id is
'Worker of the process; procrastinate_workers.id.';
comment on column bankagent.worker_processes.host is 'Name of the host.';
comment on column bankagent.worker_processes.pid is 'Process id on that host.';
comment on column bankagent.worker_processes.version is
'Version of bankagent that the process runs.';
comment on column bankagent.worker_processes.started_at is 'Time of registration (UTC).';
