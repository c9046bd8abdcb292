create table bankagent.tool_calls (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    run integer not null,
    name text not null,
    occurrence integer not null,
    tool_call_id text not null,
    arguments_sha256 text not null,
    effect text not null,
    idempotency_key text,
    job_id bigint not null,
    attempt integer not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint tool_calls_run_fkey
    foreign key (request_id, run) references bankagent.agent_runs (request_id, run),
    constraint tool_calls_arguments_fkey
    foreign key (request_id, arguments_sha256)
    references bankagent.agent_texts (request_id, sha256),
    constraint tool_calls_are_made_once
    unique (request_id, run, name, occurrence),
    constraint tool_calls_name_has_its_form
    check (name ~ '^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$'),
    constraint tool_calls_tool_call_id_has_1_to_200_characters
    check (char_length(tool_call_id) between 1 and 200),
    constraint tool_calls_occurrence_counts_from_1
    check (occurrence >= 1 and attempt >= 1),
    constraint tool_calls_effect_is_known
    check (effect in ('read', 'write_db', 'outside')),
    constraint tool_calls_effect_has_a_key
    check (
        (effect = 'read') = (idempotency_key is null)
        and char_length(idempotency_key) between 1 and 200
    )
);

create index tool_calls_arguments_idx
on bankagent.tool_calls (request_id, arguments_sha256);
create index tool_calls_key_idx
on bankagent.tool_calls (idempotency_key)
where idempotency_key is not null;

comment on table bankagent.tool_calls is
'Tool calls: what an agent asked of a tool, with its validated arguments. A call to the '
'outside is committed before it is made. Append-only.';
comment on column bankagent.tool_calls.id is
'Number of the call.';
comment on column bankagent.tool_calls.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.tool_calls.run is
'Number of the agent run of the request; agent_runs.run.';
comment on column bankagent.tool_calls.name is
'Name of the tool.';
comment on column bankagent.tool_calls.occurrence is
'Number of the call among those of its tool in the run, from 1.';
comment on column bankagent.tool_calls.tool_call_id is
'Id that the model gave to the call.';
comment on column bankagent.tool_calls.arguments_sha256 is
'Digest of the validated arguments as canonical JSON; agent_texts has the text.';
comment on column bankagent.tool_calls.effect is
'Effect of the tool: read, write_db or outside.';
comment on column bankagent.tool_calls.idempotency_key is
'Key of the effect, the same in each attempt and run. Null where the tool only reads.';
comment on column bankagent.tool_calls.job_id is
'Job of the attempt; procrastinate_jobs.id.';
comment on column bankagent.tool_calls.attempt is
'Attempt of the job, counted from 1.';
comment on column bankagent.tool_calls.created_at is
'Time of the record (UTC).';
comment on index bankagent.tool_calls_arguments_idx is
'Calls with arguments, for redaction.';
comment on index bankagent.tool_calls_key_idx is
'Calls of one effect.';
comment on constraint tool_calls_run_fkey
on bankagent.tool_calls is
'A call is of a run of its request.';
comment on constraint tool_calls_arguments_fkey
on bankagent.tool_calls is
'Arguments are a text of the call''s own request.';
comment on constraint tool_calls_are_made_once
on bankagent.tool_calls is
'A call is recorded once in a run.';
comment on constraint tool_calls_name_has_its_form
on bankagent.tool_calls is
'Form of a name: 1 to 64 letters, digits and signs.';
comment on constraint tool_calls_tool_call_id_has_1_to_200_characters
on bankagent.tool_calls is
'Length of an id.';
comment on constraint tool_calls_occurrence_counts_from_1
on bankagent.tool_calls is
'Ranges of numbers.';
comment on constraint tool_calls_effect_is_known
on bankagent.tool_calls is
'Effects of tools.';
comment on constraint tool_calls_effect_has_a_key
on bankagent.tool_calls is
'A tool that only reads has no key, and each other one has.';
comment on sequence bankagent.tool_calls_id_seq is 'Numbers of tool calls.';
