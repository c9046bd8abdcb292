create table bankagent.worker_processes (
    worker_id bigint primary key
    references procrastinate.procrastinate_workers (id) on delete cascade,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamptz not null default now()
);

comment on table bankagent.worker_processes is
'Which process stands behind a row of procrastinate_workers. See ops.workers.';
comment on column bankagent.worker_processes.worker_id is 'procrastinate_workers.id.';
comment on column bankagent.worker_processes.host is 'Host name of the process.';
comment on column bankagent.worker_processes.pid is 'Process id on that host.';
comment on column bankagent.worker_processes.version is 'Version of bankagent that it runs.';
comment on column bankagent.worker_processes.started_at is 'When it registered (UTC).';
