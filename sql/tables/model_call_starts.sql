create table bankagent.model_call_starts (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    job_id bigint not null,
    attempt integer not null,
    worker_id bigint not null,
    client_id text not null,
    -- No index on this side: a listing is never removed.
    listing_id bigint not null references bankagent.models (id),
    provider text not null,
    model text not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost numeric,
    started_at timestamptz not null default clock_timestamp(),
    constraint model_call_starts_attempt_counts_from_1 check (attempt >= 1),
    constraint model_call_starts_tokens_are_in_range check (
        input_tokens between 0 and 100000000 and output_tokens between 0 and 100000000
    ),
    constraint model_call_starts_cost_is_in_range check (cost >= 0 and cost <= 1e9)
);

create index model_call_starts_request_idx on bankagent.model_call_starts (request_id, id);
create index model_call_starts_client_idx on bankagent.model_call_starts (client_id, started_at);
create index model_call_starts_provider_idx
on bankagent.model_call_starts (provider, started_at);
create index model_call_starts_job_idx on bankagent.model_call_starts (job_id, attempt);

comment on table bankagent.model_call_starts is
'Calls of models that were begun, one row each, committed before the call leaves. Append-only. '
'Written by begin_model_call; what became of a call stands in model_call_ends or model_faults.';
comment on column bankagent.model_call_starts.id is 'Number of the call.';
comment on column bankagent.model_call_starts.request_id is
'Request that it is for; banking_requests.id.';
comment on column bankagent.model_call_starts.job_id is
'Job of the attempt; procrastinate_jobs.id. Retention may have removed that row.';
comment on column bankagent.model_call_starts.attempt is
'Attempt that called, as in evaluations.attempt.';
comment on column bankagent.model_call_starts.worker_id is 'Worker that called.';
comment on column bankagent.model_call_starts.client_id is 'Client of the request.';
comment on column bankagent.model_call_starts.listing_id is
'Version of the listing that its price is from; models.id.';
comment on column bankagent.model_call_starts.provider is 'Provider that was called.';
comment on column bankagent.model_call_starts.model is 'Name of the model.';
comment on column bankagent.model_call_starts.input_tokens is 'Tokens to send, as estimated.';
comment on column bankagent.model_call_starts.output_tokens is
'Most tokens to be answered, as asked of the provider.';
comment on column bankagent.model_call_starts.cost is
'Cost of these tokens by the listed price, in USD; null without a price.';
comment on column bankagent.model_call_starts.started_at is 'Time of the start (UTC).';
comment on index bankagent.model_call_starts_request_idx is
'Calls of a request in order, for its budget and its trace.';
comment on index bankagent.model_call_starts_client_idx is
'Calls of a client by time, for its budget of the day.';
comment on index bankagent.model_call_starts_provider_idx is
'Calls to a provider by time, for its rate limit.';
comment on index bankagent.model_call_starts_job_idx is
'Calls of an attempt, for the limit of work in hand.';
comment on constraint model_call_starts_attempt_counts_from_1 on bankagent.model_call_starts is
'Range of the attempt.';
comment on constraint model_call_starts_tokens_are_in_range on bankagent.model_call_starts is
'Range of tokens: 0 to 100 million.';
comment on constraint model_call_starts_cost_is_in_range on bankagent.model_call_starts is
'Range of the cost: finite, not below 0.';
comment on sequence bankagent.model_call_starts_id_seq is 'Numbers of calls of models.';
