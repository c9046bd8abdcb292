create table bankagent.reviewers (
    name text primary key,
    role text not null,
    created_at timestamptz not null default now(),
    created_by text not null default session_user,
    disabled_at timestamptz,
    disabled_by text,
    constraint reviewer_name_is_a_plain_word check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    constraint reviewer_name_is_free check (name not in ('anonymous', 'rescuer')),
    constraint role_is_a_slug check (role ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint disabled_by_somebody check ((disabled_at is null) = (disabled_by is null))
);

comment on table bankagent.reviewers is
'The people who may vote on requests. A row is disabled, never removed: votes name it. Written by '
'add_reviewer and disable_holder.';
comment on column bankagent.reviewers.name is 'Who it is: the actor of the votes.';
comment on column bankagent.reviewers.role is 'What they vote as: reviewer, compliance, …';
comment on column bankagent.reviewers.created_at is 'When they were added (UTC).';
comment on column bankagent.reviewers.created_by is 'The database user who added them.';
comment on column bankagent.reviewers.disabled_at is
'Since when no key of theirs works; else null.';
comment on column bankagent.reviewers.disabled_by is 'The database user who disabled them.';
