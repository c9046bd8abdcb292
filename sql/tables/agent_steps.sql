create table bankagent.agent_steps (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    run integer not null,
    number integer not null,
    job_id bigint not null,
    attempt integer not null,
    kind text not null,
    name text not null,
    occurrence integer not null,
    definition_sha256 text not null,
    input_sha256 text not null,
    result_sha256 text not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint agent_steps_run_fkey
    foreign key (request_id, run) references bankagent.agent_runs (request_id, run),
    constraint agent_steps_result_fkey
    foreign key (request_id, result_sha256) references bankagent.agent_texts (request_id, sha256),
    constraint agent_steps_happens_once
    unique (request_id, run, kind, name, occurrence),
    constraint agent_steps_numbers_are_unique
    unique (request_id, run, number),
    constraint agent_steps_kind_is_known
    check (kind in ('model', 'tool', 'approval', 'answer')),
    constraint agent_steps_name_has_its_form
    check (name ~ '^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$'),
    constraint agent_steps_counts_from_1
    check (number >= 1 and occurrence >= 1 and attempt >= 1),
    constraint agent_steps_input_sha256_is_a_digest
    check (input_sha256 ~ '^[0-9a-f]{64}$'),
    constraint agent_steps_end_after_they_start
    check (
        isfinite(started_at) and isfinite(ended_at) and ended_at >= started_at
    )
);

create index agent_steps_job_idx
on bankagent.agent_steps (job_id, attempt);
create index agent_steps_result_idx
on bankagent.agent_steps (request_id, result_sha256);

comment on table bankagent.agent_steps is
'Agent steps: each model request, tool call, wait for approval and answer. A step is '
'committed once with its records, and replayed by later attempts. Append-only; written by '
'record_steps.';
comment on column bankagent.agent_steps.id is
'Number of the step.';
comment on column bankagent.agent_steps.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.agent_steps.run is
'Number of the agent run of the request; agent_runs.run.';
comment on column bankagent.agent_steps.number is
'Number of the step in its run, counted from 1; the order of commit.';
comment on column bankagent.agent_steps.job_id is
'Job of the attempt; procrastinate_jobs.id.';
comment on column bankagent.agent_steps.attempt is
'Attempt of the job, counted from 1.';
comment on column bankagent.agent_steps.kind is
'Kind of the step: model, tool, approval or answer.';
comment on column bankagent.agent_steps.name is
'Name of the step; of a tool step that of its tool.';
comment on column bankagent.agent_steps.occurrence is
'Number of the step among those of its kind and name in the run, from 1.';
comment on column bankagent.agent_steps.definition_sha256 is
'Definition that ran; the run''s own.';
comment on column bankagent.agent_steps.input_sha256 is
'Digest of what went in; a replay with another input is refused.';
comment on column bankagent.agent_steps.result_sha256 is
'Digest of the result, whose text is in agent_texts.';
comment on column bankagent.agent_steps.started_at is
'Time when the step began, by the worker''s clock (UTC).';
comment on column bankagent.agent_steps.ended_at is
'Time when the step ended, by the worker''s clock (UTC).';
comment on column bankagent.agent_steps.created_at is
'Time of the record (UTC).';
comment on index bankagent.agent_steps_job_idx is
'Steps of an attempt.';
comment on index bankagent.agent_steps_result_idx is
'Steps with a result, for redaction.';
comment on constraint agent_steps_run_fkey
on bankagent.agent_steps is
'A step is of a run of its request.';
comment on constraint agent_steps_result_fkey
on bankagent.agent_steps is
'A result is a text of the step''s own request.';
comment on constraint agent_steps_happens_once
on bankagent.agent_steps is
'A step is recorded once in a run.';
comment on constraint agent_steps_numbers_are_unique
on bankagent.agent_steps is
'Steps of a run have one order.';
comment on constraint agent_steps_kind_is_known
on bankagent.agent_steps is
'Kinds of steps.';
comment on constraint agent_steps_name_has_its_form
on bankagent.agent_steps is
'Form of a name: 1 to 64 letters, digits and signs.';
comment on constraint agent_steps_counts_from_1
on bankagent.agent_steps is
'Ranges of numbers.';
comment on constraint agent_steps_input_sha256_is_a_digest
on bankagent.agent_steps is
'Form of a digest: SHA-256 in hex.';
comment on constraint agent_steps_end_after_they_start
on bankagent.agent_steps is
'Times are finite and in order.';
comment on sequence bankagent.agent_steps_id_seq is 'Numbers of agent steps.';
