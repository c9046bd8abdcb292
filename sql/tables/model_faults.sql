create table bankagent.model_faults (
    call_id bigint primary key references bankagent.model_call_starts (id),
    request_id bigint not null references bankagent.banking_requests (id),
    provider text not null,
    kind text not null,
    named_until timestamptz,
    paused_until timestamptz,
    noted_at timestamptz not null default clock_timestamp(),
    constraint model_faults_kind_is_known check (
        kind in ('rate_limited', 'unavailable', 'timeout', 'broken', 'rejected')
    ),
    constraint model_faults_pause_is_at_most_a_day check (
        paused_until > noted_at - make_interval(mins => 1)
        and paused_until <= noted_at + make_interval(days => 1, mins => 1)
    ),
    constraint model_faults_named_until_is_finite check (isfinite(named_until))
);

create index model_faults_request_idx on bankagent.model_faults (request_id, noted_at);
create index model_faults_provider_idx on bankagent.model_faults (provider, noted_at);
create index model_faults_paused_idx on bankagent.model_faults (provider, paused_until)
where paused_until is not null;

comment on table bankagent.model_faults is
'Calls of models that failed, one row each. Append-only. The latest paused_until of a provider is '
'the end of its pause. Written by note_model_fault.';
comment on column bankagent.model_faults.call_id is 'Call; model_call_starts.id.';
comment on column bankagent.model_faults.request_id is
'Request that it was for; banking_requests.id.';
comment on column bankagent.model_faults.provider is 'Provider that failed.';
comment on column bankagent.model_faults.kind is
'Kind of the fault. rate_limited (429), unavailable (refused connection, 5xx, a key that is not '
'accepted), timeout, broken (cut, too large or not the protocol), rejected (this very call).';
comment on column bankagent.model_faults.named_until is
'Time until which the provider asked to wait (UTC); null where it named none.';
comment on column bankagent.model_faults.paused_until is
'End of the provider''s pause by this fault (UTC); null where it pauses nothing.';
comment on column bankagent.model_faults.noted_at is 'Time of the fault (UTC).';
comment on index bankagent.model_faults_request_idx is
'Faults of a request, for the bound of its waits.';
comment on index bankagent.model_faults_provider_idx is
'Faults of a provider by time, for its circuit breaker.';
comment on index bankagent.model_faults_paused_idx is 'Pauses of a provider, the latest last.';
comment on constraint model_faults_kind_is_known on bankagent.model_faults is 'Known kinds.';
comment on constraint model_faults_pause_is_at_most_a_day on bankagent.model_faults is
'Length of a pause: at most a day, whatever a provider names.';
comment on constraint model_faults_named_until_is_finite on bankagent.model_faults is
'A named time is finite.';
