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
'Earlier payloads of requests: one row for each that was replaced. Append-only; written by '
'replace_payload. The present payload is in banking_requests and has the next number.';
comment on column bankagent.payload_versions.request_id is
'Request that had the payload; banking_requests.id.';
comment on column bankagent.payload_versions.version is 'Number of the payload, counted from 1.';
comment on column bankagent.payload_versions.payload is
'Payload that was replaced, as JSON. Its SHA-256 is in the audit entry payload_replaced.';
comment on column bankagent.payload_versions.replaced_at is 'Time of the replacement (UTC).';
comment on column bankagent.payload_versions.replaced_by is
'Maker of the next payload: a caller, or a database user.';
