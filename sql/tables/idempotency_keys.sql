create table bankagent.idempotency_keys (
    caller text not null,
    key text not null,
    request_id bigint not null,
    body_sha256 text not null,
    seen_at timestamptz not null default now(),
    primary key (caller, key),
    constraint key_has_1_to_255_characters check (char_length(key) between 1 and 255)
);

alter table bankagent.idempotency_keys set (fillfactor = 80);

comment on table bankagent.idempotency_keys is
'Idempotency keys of callers, each with the request that it made. Kept as long as the request. '
'No foreign key: keys are locked before requests are written (lock order).';
comment on column bankagent.idempotency_keys.caller is 'Maker who sent the key.';
comment on column bankagent.idempotency_keys.key is
'Idempotency-Key as it was sent, 1 to 255 characters.';
comment on column bankagent.idempotency_keys.request_id is
'Request that the key made; banking_requests.id.';
comment on column bankagent.idempotency_keys.body_sha256 is
'SHA-256, in hex, of what was sent; another body is a conflict. It covers client_id, '
'request_type and payload as jsonb prints them.';
comment on column bankagent.idempotency_keys.seen_at is
'Time when the key was last sent (UTC). A replay writes it, and so waits for a standby as a '
'first call does.';
