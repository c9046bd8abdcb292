create table bankagent.payload_versions (
    request_id bigint not null references bankagent.banking_requests (id),
    version integer not null,
    payload jsonb not null,
    replaced_at timestamptz not null default now(),
    replaced_by text not null,
    primary key (request_id, version),
    constraint versions_count_from_1 check (version >= 1)
);

comment on table bankagent.payload_versions is
'The payloads that requests had before: one row for each that replace_payload superseded. '
'Append-only. The present one is in banking_requests, with the next number.';
comment on column bankagent.payload_versions.request_id is 'The request.';
comment on column bankagent.payload_versions.version is 'Which payload it was, counted from 1.';
comment on column bankagent.payload_versions.payload is
'What stood there; its SHA-256 is in the entry payload_replaced.';
comment on column bankagent.payload_versions.replaced_at is 'When it was superseded (UTC).';
comment on column bankagent.payload_versions.replaced_by is 'Who sent the next one.';
