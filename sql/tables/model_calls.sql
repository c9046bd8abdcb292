create table bankagent.model_calls (
    id bigint generated always as identity primary key,
    step_id bigint not null references bankagent.agent_steps (id),
    request_id bigint not null references bankagent.banking_requests (id),
    call_id bigint references bankagent.model_call_starts (id),
    provider text not null,
    model text not null,
    version text,
    parameters json not null,
    response_id text,
    input_tokens integer,
    output_tokens integer,
    cached_tokens integer,
    cost numeric,
    latency_ms integer not null,
    sent_sha256 text not null,
    last_message_id bigint not null references bankagent.agent_messages (id),
    answer_message_id bigint not null references bankagent.agent_messages (id),
    created_at timestamptz not null default clock_timestamp(),
    constraint model_calls_come_with_one_step
    unique (step_id),
    constraint model_calls_have_a_begun_call_each
    unique (call_id),
    constraint model_calls_names_have_1_to_200_characters
    check (
        char_length(provider) between 1 and 100
        and char_length(model) between 1 and 200
        and char_length(version) between 1 and 200
        and char_length(response_id) between 1 and 200
    ),
    constraint model_calls_parameters_are_an_object
    check (
        json_typeof(parameters) = 'object' and octet_length(parameters::text) <= 65536
    ),
    constraint model_calls_tokens_are_not_negative
    check (
        input_tokens >= 0 and output_tokens >= 0 and cached_tokens >= 0
    ),
    constraint model_calls_cost_is_in_range
    check (cost >= 0 and cost < 1e9 and scale(cost) <= 12),
    constraint model_calls_latency_is_not_negative
    check (latency_ms >= 0),
    constraint model_calls_sent_sha256_is_a_digest
    check (sent_sha256 ~ '^[0-9a-f]{64}$')
);

create index model_calls_request_idx
on bankagent.model_calls (request_id, id);
create index model_calls_last_message_idx
on bankagent.model_calls (last_message_id);
create index model_calls_answer_message_idx
on bankagent.model_calls (answer_message_id);

comment on table bankagent.model_calls is
'Model calls: each request to a model that came back, with what it used. Append-only; a '
'replay calls no model and adds no row.';
comment on column bankagent.model_calls.id is
'Number of the call.';
comment on column bankagent.model_calls.step_id is
'Step of the call; agent_steps.id.';
comment on column bankagent.model_calls.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.model_calls.call_id is
'Call as its budget began it; model_call_starts.id. Null where no budget counts the call.';
comment on column bankagent.model_calls.provider is
'Provider of the model; embedded for the offline one.';
comment on column bankagent.model_calls.model is
'Model that was asked for.';
comment on column bankagent.model_calls.version is
'Model as the answer names it, such as a dated version; null where it names none.';
comment on column bankagent.model_calls.parameters is
'Settings that were sent, such as temperature and max_tokens.';
comment on column bankagent.model_calls.response_id is
'Number of the answer at the provider; null where it gives none.';
comment on column bankagent.model_calls.input_tokens is
'Tokens that went in, as the provider counts; null where it does not.';
comment on column bankagent.model_calls.output_tokens is
'Tokens that came out; null where the provider does not count.';
comment on column bankagent.model_calls.cached_tokens is
'Tokens of the input that the provider had kept; null where it does not say.';
comment on column bankagent.model_calls.cost is
'Cost in US dollars. It is by the listed price where a budget counts the call; null where no price '
'is known, never 0 for that.';
comment on column bankagent.model_calls.latency_ms is
'Time from the request to the whole answer, in milliseconds.';
comment on column bankagent.model_calls.sent_sha256 is
'Digest of what was sent: messages, parameters and tools.';
comment on column bankagent.model_calls.last_message_id is
'Last message of the prompt; agent_messages.id.';
comment on column bankagent.model_calls.answer_message_id is
'Answer of the model; agent_messages.id.';
comment on column bankagent.model_calls.created_at is
'Time of the record (UTC).';
comment on index bankagent.model_calls_request_idx is
'Calls of one request.';
comment on index bankagent.model_calls_last_message_idx is
'Calls with a prompt.';
comment on index bankagent.model_calls_answer_message_idx is
'Call of an answer.';
comment on constraint model_calls_come_with_one_step
on bankagent.model_calls is
'A step has one call.';
comment on constraint model_calls_have_a_begun_call_each
on bankagent.model_calls is
'A begun call has one record.';
comment on constraint model_calls_names_have_1_to_200_characters
on bankagent.model_calls is
'Lengths of names.';
comment on constraint model_calls_parameters_are_an_object
on bankagent.model_calls is
'Form of the settings, a JSON object of at most 64 KiB.';
comment on constraint model_calls_tokens_are_not_negative
on bankagent.model_calls is
'Range of counts of tokens.';
comment on constraint model_calls_cost_is_in_range
on bankagent.model_calls is
'Range of a cost. NaN and infinity are greater than every number.';
comment on constraint model_calls_latency_is_not_negative
on bankagent.model_calls is
'Range of a latency.';
comment on constraint model_calls_sent_sha256_is_a_digest
on bankagent.model_calls is
'Form of a digest: SHA-256 in hex.';
comment on sequence bankagent.model_calls_id_seq is 'Numbers of model calls.';
