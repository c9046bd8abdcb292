create table bankagent.model_limits (
    id bigint generated always as identity primary key,
    scope text not null,
    subject text,
    tokens numeric,
    requests numeric,
    money numeric,
    valid_from timestamptz not null default clock_timestamp(),
    valid_to timestamptz,
    set_by text not null,
    ended_by text,
    constraint model_limits_scope_is_known check (
        scope in ('request', 'client_day', 'client_in_hand', 'provider_minute')
    ),
    constraint model_limits_subject_has_its_form check (
        subject is null or (char_length(subject) between 1 and 64 and scope <> 'request')
    ),
    constraint model_limits_limit_something check (num_nonnulls(tokens, requests, money) >= 1),
    constraint model_limits_in_hand_counts_requests check (
        scope <> 'client_in_hand'
        or (requests is not null and requests <= 10000 and num_nonnulls(tokens, money) = 0)
    ),
    -- NaN and infinity are greater than every number.
    constraint model_limits_tokens_are_whole check (
        tokens between 1 and 1e12 and tokens = trunc(tokens)
    ),
    constraint model_limits_requests_are_whole check (
        requests between 1 and 1e9 and requests = trunc(requests)
    ),
    constraint model_limits_money_is_in_range check (
        money > 0 and money <= 1e9 and scale(trim_scale(money)) <= 6
    ),
    constraint model_limits_end_has_its_operator check (
        (valid_to is null) = (ended_by is null) and valid_to >= valid_from
    )
);

create unique index model_limits_open_idx on bankagent.model_limits
(scope, (coalesce(subject, ''))) where valid_to is null;

comment on table bankagent.model_limits is
'Limits of model calls, one row for each version. An open row of a subject goes before the open '
'row of its scope without one. A row ends once and is never removed. Written by set_model_limit '
'and end_model_limit.';
comment on column bankagent.model_limits.id is 'Number of the version of the limit.';
comment on column bankagent.model_limits.scope is
'Scope of the limit. request (all calls of one request), client_day (calls for a client on a day '
'of UTC), client_in_hand (requests of a client that call models at a time), provider_minute (calls '
'to a provider in 60 seconds, of all workers).';
comment on column bankagent.model_limits.subject is
'Client or provider that it is for; null for all without one of their own.';
comment on column bankagent.model_limits.tokens is
'Most tokens, sent and answered; null for no limit.';
comment on column bankagent.model_limits.requests is
'Most calls, or requests in hand; null for no limit.';
comment on column bankagent.model_limits.money is
'Most money by the listed prices, in USD; null for no limit.';
comment on column bankagent.model_limits.valid_from is 'Time from which the version holds (UTC).';
comment on column bankagent.model_limits.valid_to is
'End of the version (UTC); null while it holds.';
comment on column bankagent.model_limits.set_by is 'Operator who set it: a database user.';
comment on column bankagent.model_limits.ended_by is
'Operator who ended the version; null while it holds.';
comment on index bankagent.model_limits_open_idx is
'Limits that hold: at most one for each scope and subject.';
comment on constraint model_limits_scope_is_known on bankagent.model_limits is 'Known scopes.';
comment on constraint model_limits_subject_has_its_form on bankagent.model_limits is
'Length of a subject. A limit of requests has none.';
comment on constraint model_limits_limit_something on bankagent.model_limits is
'A limit is of tokens, requests or money, or of several.';
comment on constraint model_limits_in_hand_counts_requests on bankagent.model_limits is
'Form of a limit of work in hand: requests alone.';
comment on constraint model_limits_tokens_are_whole on bankagent.model_limits is
'Range of tokens: whole, 1 to 1e12.';
comment on constraint model_limits_requests_are_whole on bankagent.model_limits is
'Range of requests: whole, 1 to 1e9.';
comment on constraint model_limits_money_is_in_range on bankagent.model_limits is
'Range of money: above 0, to 1e9, with at most 6 digits after the point.';
comment on constraint model_limits_end_has_its_operator on bankagent.model_limits is
'An end names its operator, and is not before the start.';
comment on sequence bankagent.model_limits_id_seq is 'Numbers of versions of limits.';
