create table bankagent.retention (
    only_row boolean primary key default true,
    keep_finished_jobs interval default '7 days',
    walked_to bigint not null default 0,
    walked_to_at timestamptz,
    jobs_removed bigint not null default 0,
    last_removed integer not null default 0,
    last_removed_at timestamptz,
    constraint one_row_only check (only_row),
    -- Longer than any transaction of a service: an entry that commits late must not be passed over.
    constraint keeps_for_an_hour_at_least check (keep_finished_jobs >= interval '1 hour')
);

insert into bankagent.retention default values;

comment on table bankagent.retention is
'How long finished jobs of requests stay in procrastinate_jobs, and how far retire_jobs has come; '
'one row. The owner changes the age by a plain update. See ops.retention.';
comment on column bankagent.retention.only_row is 'True: there is one row.';
comment on column bankagent.retention.keep_finished_jobs is
'A job goes this long after it ended, its events with it; at least 1 hour; null keeps them for '
'ever. Requests, their trail and all other evidence stay.';
comment on column bankagent.retention.walked_to is
'The last audit entry that was looked at; set to 0, retire_jobs begins anew.';
comment on column bankagent.retention.walked_to_at is 'When that entry was written (UTC).';
comment on column bankagent.retention.jobs_removed is 'Jobs that were removed so far.';
comment on column bankagent.retention.last_removed is 'Jobs that the last batch removed.';
comment on column bankagent.retention.last_removed_at is 'When that was (UTC).';
