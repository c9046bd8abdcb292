create table bankagent.suspect_jobs (
    job_id bigint primary key,
    request_id bigint not null,
    losses integer not null default 1,
    lost_alone integer not null default 0,
    alone boolean not null default false,
    noted_at timestamptz not null default now()
);

comment on table bankagent.suspect_jobs is
'Suspect jobs: jobs that were in hand when their worker died. They are claimed apart, in sets that '
'are halved at each loss. Only losses of the one that was begun count against the retry budget, so '
'that other jobs never pay for one that kills its process.';
comment on column bankagent.suspect_jobs.job_id is 'Job that is suspect; procrastinate_jobs.id.';
comment on column bankagent.suspect_jobs.request_id is 'Request of the job; banking_requests.id.';
comment on column bankagent.suspect_jobs.losses is 'Number of times that its worker died.';
comment on column bankagent.suspect_jobs.lost_alone is
'Number of those losses in which the job was the one in hand.';
comment on column bankagent.suspect_jobs.alone is
'True while the job is the one in hand of its worker.';
comment on column bankagent.suspect_jobs.noted_at is 'Time of the first loss (UTC).';
