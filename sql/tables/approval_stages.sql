-- What an approval asks for, as it was demanded when it was opened: a later demand changes nothing
-- of what waits.
create table bankagent.approval_stages (
    job_id bigint not null,
    attempt integer not null,
    stage integer not null,
    role text,
    votes integer not null,
    due_at timestamptz,
    expires_at timestamptz,
    demands_version_id bigint,
    constraint approval_stages_pkey primary key (job_id, attempt, stage),
    constraint approval_stages_approval_fkey
    foreign key (job_id, attempt) references bankagent.approvals (job_id, attempt),
    constraint approval_stages_demands_version_fkey
    foreign key (demands_version_id) references bankagent.reference_versions (id),
    constraint approval_stages_stage_counts_from_1 check (stage >= 1),
    constraint approval_stages_role_is_a_slug check (role ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint approval_stages_have_votes check (votes >= 1),
    constraint approval_stages_expire_after_they_are_due check (expires_at >= due_at)
);

comment on table bankagent.approval_stages is
'Stages of approvals: roles, numbers of votes and due times. Append-only; written by settle_jobs '
'with the approval, from the demands in force.';
comment on column bankagent.approval_stages.job_id is 'Job of the approval; approvals.job_id.';
comment on column bankagent.approval_stages.attempt is 'Attempt of that job.';
comment on column bankagent.approval_stages.stage is
'Stage, counted from 1; each waits for those before it.';
comment on column bankagent.approval_stages.role is
'Role in which its votes are given; null for every role.';
comment on column bankagent.approval_stages.votes is
'Number of its votes, each by another person, over all stages.';
comment on column bankagent.approval_stages.due_at is
'Time when it is due (UTC), and is escalated. Null where no time is set, or a calendar ends.';
comment on column bankagent.approval_stages.expires_at is
'Time when it has had twice its business minutes (UTC). The request is then rejected as expired.';
comment on column bankagent.approval_stages.demands_version_id is
'Version of the demands; reference_versions.id. Null where none was in force.';
