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

-- Two slots: a holder has at most two keys that are not revoked.
create unique index api_keys_slot_idx on bankagent.api_keys (kind, holder, slot)
where revoked_at is null;

comment on table bankagent.api_keys is
'API keys of callers and reviewers, as hashes. A holder has at most two keys that work, so that '
'one can be exchanged while the other works. Written by issue_key and revoke_key.';
comment on column bankagent.api_keys.id is 'Readable first part of the key, 8 letters and digits.';
comment on column bankagent.api_keys.kind is 'Type of the holder: caller or reviewer.';
comment on column bankagent.api_keys.holder is 'Name of the caller or reviewer.';
comment on column bankagent.api_keys.slot is
'Slot of the key, 1 or 2. A revoked key frees its slot; an expired key gives way to a new one.';
comment on column bankagent.api_keys.secret_sha256 is
'SHA-256 of the secret part, in hex. The secret has 256 random bits and is stored nowhere.';
comment on column bankagent.api_keys.created_at is 'Time of issue (UTC).';
comment on column bankagent.api_keys.created_by is 'Database user who issued the key.';
comment on column bankagent.api_keys.expires_at is
'End of validity (UTC), at most 8,800 hours after the issue.';
comment on column bankagent.api_keys.revoked_at is
'Time of revocation (UTC); null while the key is not revoked.';
comment on column bankagent.api_keys.revoked_by is
'Database user who revoked the key; null while it is not revoked.';
comment on column bankagent.api_keys.caller is
'Copy of holder for a caller''s key, for the foreign key; else null.';
comment on column bankagent.api_keys.reviewer is
'Copy of holder for a reviewer''s key, for the foreign key; else null.';
comment on index bankagent.api_keys_slot_idx is
'Keys that are not revoked: one for each holder and slot, so two at most.';
