create table bankagent.policies (
    key text not null,
    version integer not null,
    description text not null,
    document text not null,
    sha256 text not null,
    created_at timestamptz not null default now(),
    created_by text not null default session_user,
    primary key (key, version),
    constraint version_counts_from_1 check (version >= 1),
    constraint sha256_is_of_the_document check (
        sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')
    )
);

comment on table bankagent.policies is
'Versioned decision tables; the highest version of a key is in force. A row never changes.';
comment on column bankagent.policies.key is 'Which policy; request_types.policy_key names it.';
comment on column bankagent.policies.version is 'Counted from 1.';
comment on column bankagent.policies.description is 'What it decides, in one sentence.';
comment on column bankagent.policies.document is
'The decision table as JSON text (JSON Decision Model): every row has rule_id, text and outcome.';
comment on column bankagent.policies.sha256 is 'SHA-256 of document, in hex.';
comment on column bankagent.policies.created_at is 'When it was stored (UTC).';
comment on column bankagent.policies.created_by is 'The database user who stored it.';
