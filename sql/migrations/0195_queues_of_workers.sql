-- What a worker serves, which a mistyped -q makes less than a person thinks, and whether it hears
-- of new jobs. Code of the version before tells neither, and counts as serving all.
alter table bankagent.worker_processes
add column queues text[],
add column listens boolean not null default true;

comment on column bankagent.worker_processes.queues is
'Queues that it serves; null for all.';
comment on column bankagent.worker_processes.listens is
'True if it listens for notifications; else it finds new jobs by polling only.';
