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
'Reviewers: people who may vote on requests. Votes name them: a row is disabled, never removed. '
'Written by add_reviewer and disable_holder.';
comment on column bankagent.reviewers.name is
'Name of the reviewer; actor of the reviewer''s votes.';
comment on column bankagent.reviewers.role is
'Role that the reviewer votes in: reviewer, compliance, …';
comment on column bankagent.reviewers.created_at is 'Time of registration (UTC).';
comment on column bankagent.reviewers.created_by is 'Database user who added the reviewer.';
comment on column bankagent.reviewers.disabled_at is
'Time from which none of the reviewer''s keys works (UTC); null while enabled.';
comment on column bankagent.reviewers.disabled_by is
'Database user who disabled the reviewer; null while enabled.';
