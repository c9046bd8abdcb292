create table bankagent.api_keys (
    id text primary key,
    kind text not null,
    holder text not null,
    slot smallint not null,
    secret_sha256 text not null,
    created_at timestamptz not null default now(),
    created_by text not null default session_user,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    caller text generated always as (case kind when 'caller' then holder end) stored
    references bankagent.callers (name),
    reviewer text generated always as (case kind when 'reviewer' then holder end) stored
    references bankagent.reviewers (name),
    constraint key_id_has_8_characters check (id ~ '^[0-9A-Za-z]{8}$'),
    constraint kind_is_known check (kind in ('caller', 'reviewer')),
    constraint two_slots_for_rotation check (slot in (1, 2)),
    constraint only_a_hash_is_kept check (secret_sha256 ~ '^[0-9a-f]{64}$'),
    constraint expires_within_a_year check (
        expires_at > created_at and expires_at <= created_at + interval '8800 hours'
    ),
    constraint revoked_by_somebody check ((revoked_at is null) = (revoked_by is null))
);

-- At most two keys of a holder work at a time.
create unique index api_keys_slot_idx on bankagent.api_keys (kind, holder, slot)
where revoked_at is null;

comment on table bankagent.api_keys is
'The keys of callers and reviewers, two at most for each at a time, so that one can be exchanged '
'while the other works. Holds only hashes. Written by issue_key and revoke_key.';
comment on column bankagent.api_keys.id is 'The readable part of the key.';
comment on column bankagent.api_keys.kind is 'caller or reviewer.';
comment on column bankagent.api_keys.holder is 'The name of the caller or reviewer.';
comment on column bankagent.api_keys.slot is
'1 or 2. A slot is free again once its key is revoked; an expired key gives way to a new one.';
comment on column bankagent.api_keys.secret_sha256 is
'SHA-256 of the secret part, in hex; the secret has 256 random bits and is stored nowhere.';
comment on column bankagent.api_keys.created_at is 'When it was issued (UTC).';
comment on column bankagent.api_keys.created_by is 'The database user who issued it.';
comment on column bankagent.api_keys.expires_at is 'When it stops working by itself (UTC).';
comment on column bankagent.api_keys.revoked_at is
'When it was revoked (UTC); null while it works.';
comment on column bankagent.api_keys.revoked_by is 'The database user who revoked it.';
comment on column bankagent.api_keys.caller is 'The holder, where it is a caller.';
comment on column bankagent.api_keys.reviewer is 'The holder, where it is a reviewer.';
comment on index bankagent.api_keys_slot_idx is 'Holds the law of two keys at a time.';
