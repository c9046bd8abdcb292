create table bankagent.agent_runs (
    request_id bigint not null references bankagent.banking_requests (id),
    run integer not null,
    definition_sha256 text not null references bankagent.agent_definitions (sha256),
    input_sha256 text not null,
    reason text not null,
    job_id bigint not null,
    attempt integer not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint agent_runs_pkey
    primary key (request_id, run),
    constraint agent_runs_run_counts_from_1
    check (run >= 1),
    constraint agent_runs_input_sha256_is_a_digest
    check (input_sha256 ~ '^[0-9a-f]{64}$'),
    constraint agent_runs_first_has_its_reason
    check (
        reason in ('first', 'definition_changed', 'input_changed')
        and (reason = 'first') = (run = 1)
    )
);

create index agent_runs_definition_idx
on bankagent.agent_runs (definition_sha256, request_id);

comment on table bankagent.agent_runs is
'Agent runs: the work on a request under one definition and one input. A changed definition '
'or input begins a run of its own, and stored steps of another run are never replayed as '
'its steps.';
comment on column bankagent.agent_runs.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.agent_runs.run is
'Number of the run in its request, counted from 1.';
comment on column bankagent.agent_runs.definition_sha256 is
'Definition of the agent; agent_definitions.sha256.';
comment on column bankagent.agent_runs.input_sha256 is
'Digest of what the agent was given, such as the payload.';
comment on column bankagent.agent_runs.reason is
'Reason of the run: first, definition_changed or input_changed.';
comment on column bankagent.agent_runs.job_id is
'Job of the attempt; procrastinate_jobs.id.';
comment on column bankagent.agent_runs.attempt is
'Attempt of the job, counted from 1.';
comment on column bankagent.agent_runs.created_at is
'Time of the record (UTC).';
comment on index bankagent.agent_runs_definition_idx is
'Runs of one definition.';
comment on constraint agent_runs_pkey
on bankagent.agent_runs is
'Key of a run: its request and its number.';
comment on constraint agent_runs_run_counts_from_1
on bankagent.agent_runs is
'Range of the number.';
comment on constraint agent_runs_input_sha256_is_a_digest
on bankagent.agent_runs is
'Form of a digest: SHA-256 in hex.';
comment on constraint agent_runs_first_has_its_reason
on bankagent.agent_runs is
'Reasons; the first run of a request has the reason first.';
