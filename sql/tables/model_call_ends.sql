create table bankagent.model_call_ends (
    call_id bigint primary key references bankagent.model_call_starts (id),
    input_tokens bigint not null,
    output_tokens bigint not null,
    cached_tokens bigint not null,
    cost numeric,
    ended_at timestamptz not null default clock_timestamp(),
    constraint model_call_ends_tokens_are_in_range check (
        input_tokens between 0 and 100000000
        and output_tokens between 0 and 100000000
        and cached_tokens between 0 and input_tokens
    ),
    constraint model_call_ends_cost_is_in_range check (cost >= 0 and cost <= 1e9)
);

comment on table bankagent.model_call_ends is
'Calls of models that were answered, with what the provider counted. Append-only. Written by '
'end_model_call.';
comment on column bankagent.model_call_ends.call_id is 'Call; model_call_starts.id.';
comment on column bankagent.model_call_ends.input_tokens is 'Tokens that were sent.';
comment on column bankagent.model_call_ends.output_tokens is 'Tokens that were answered.';
comment on column bankagent.model_call_ends.cached_tokens is
'Tokens of those sent that the provider had cached.';
comment on column bankagent.model_call_ends.cost is
'Cost by the price listed at the start, in USD; null without a price.';
comment on column bankagent.model_call_ends.ended_at is 'Time of the answer (UTC).';
comment on constraint model_call_ends_tokens_are_in_range on bankagent.model_call_ends is
'Range of tokens: 0 to 100 million; cached ones are some of those sent.';
comment on constraint model_call_ends_cost_is_in_range on bankagent.model_call_ends is
'Range of the cost: finite, not below 0.';
