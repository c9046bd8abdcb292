create table bankagent.suspect_jobs (
    job_id bigint primary key,
    request_id bigint not null,
    losses integer not null default 1,
    lost_alone integer not null default 0,
    alone boolean not null default false,
    noted_at timestamptz not null default now()
);

comment on table bankagent.suspect_jobs is
'Jobs that were in hand when their worker died. Each is next claimed alone; only what it loses '
'alone counts against it, so that neighbours never pay for a job that kills its process.';
comment on column bankagent.suspect_jobs.job_id is 'The job.';
comment on column bankagent.suspect_jobs.request_id is 'Its request.';
comment on column bankagent.suspect_jobs.losses is 'How often its worker died.';
comment on column bankagent.suspect_jobs.lost_alone is 'How often of these it was alone.';
comment on column bankagent.suspect_jobs.alone is 'It is now claimed, alone.';
comment on column bankagent.suspect_jobs.noted_at is 'When it was first noted (UTC).';
