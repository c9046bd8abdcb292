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
'Policies: versioned decision tables. The highest version of a key is in force. A row never '
'changes.';
comment on column bankagent.policies.key is 'Key of the policy; request_types.policy_key names it.';
comment on column bankagent.policies.version is 'Version of the policy, counted from 1.';
comment on column bankagent.policies.description is 'Purpose of the policy in one sentence.';
comment on column bankagent.policies.document is
'Decision table as JSON text (JSON Decision Model). Every row has rule_id, text and outcome.';
comment on column bankagent.policies.sha256 is 'SHA-256, in hex, of the table''s text in UTF-8.';
comment on column bankagent.policies.created_at is 'Time of storage (UTC).';
comment on column bankagent.policies.created_by is 'Database user who stored the version.';
