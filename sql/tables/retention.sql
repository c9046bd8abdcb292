create table bankagent.retention (
    only_row boolean primary key default true,
    keep_finished_jobs interval default '7 days',
    walked_to bigint not null default 0,
    walked_to_at timestamptz,
    jobs_removed bigint not null default 0,
    last_removed integer not null default 0,
    last_removed_at timestamptz,
    constraint one_row_only check (only_row),
    -- Longer than any transaction of a service: retire_jobs must not miss a late commit.
    constraint keeps_for_an_hour_at_least check (keep_finished_jobs >= interval '1 hour')
);

insert into bankagent.retention default values;

comment on table bankagent.retention is
'Retention of finished jobs: the setting and the progress, in one row. retire_jobs removes '
'finished jobs of requests from procrastinate_jobs. The owner changes the age by a plain update. '
'See ops.retention.';
comment on column bankagent.retention.only_row is 'Constant true, so that there is one row.';
comment on column bankagent.retention.keep_finished_jobs is
'Age at which a finished job is removed, at least 1 hour; null for never. Its events go with it. '
'Requests, their audit trail and all other evidence stay.';
comment on column bankagent.retention.walked_to is
'Number of the last audit entry that retire_jobs has read. Set it to 0 to let retire_jobs begin '
'again.';
comment on column bankagent.retention.walked_to_at is 'Time of that audit entry (UTC).';
comment on column bankagent.retention.jobs_removed is 'Number of jobs removed so far.';
comment on column bankagent.retention.last_removed is 'Number of jobs that the last batch removed.';
comment on column bankagent.retention.last_removed_at is
'Time of the last batch that removed jobs (UTC).';
