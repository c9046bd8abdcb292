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
'Which request a caller''s Idempotency-Key stands for; kept as long as the request. '
'No foreign key: keys are locked before requests are written (lock order).';
comment on column bankagent.idempotency_keys.caller is 'The maker who sent the key.';
comment on column bankagent.idempotency_keys.key is 'The key as it was sent.';
comment on column bankagent.idempotency_keys.request_id is 'The request that the key made.';
comment on column bankagent.idempotency_keys.body_sha256 is
'SHA-256 of client_id, request_type and payload as jsonb prints them; another body is a conflict.';
comment on column bankagent.idempotency_keys.seen_at is
'When the key was last sent. A replay writes it, and so waits for a standby as a first call does.';
