create table bankagent.evaluations (
    job_id bigint not null,
    attempt integer not null,
    request_id bigint not null references bankagent.banking_requests (id),
    outcome text not null,
    policy_key text,
    policy_version integer,
    policy_sha256 text,
    facts jsonb not null,
    fired jsonb not null,
    created_at timestamptz not null default now(),
    primary key (job_id, attempt),
    constraint outcome_is_known check (
        outcome in ('approve', 'needs_info', 'review', 'dual_control', 'escalate', 'reject')
    ),
    constraint policy_is_named_whole check (
        num_nulls(policy_key, policy_version, policy_sha256) in (0, 3)
    )
);

create index evaluations_request_idx on bankagent.evaluations (request_id);

comment on table bankagent.evaluations is
'What the machine found and recommends: facts, the rules that fired and their strictest outcome. '
'One for each attempt that ended.';
comment on column bankagent.evaluations.job_id is 'The job whose run evaluated.';
comment on column bankagent.evaluations.attempt is 'Which run of the job, counted from 1.';
comment on column bankagent.evaluations.request_id is 'The request.';
comment on column bankagent.evaluations.outcome is 'The strictest outcome of the fired rules.';
comment on column bankagent.evaluations.policy_key is 'The policy; null where none applied.';
comment on column bankagent.evaluations.policy_version is 'Its version.';
comment on column bankagent.evaluations.policy_sha256 is 'The digest of its document.';
comment on column bankagent.evaluations.facts is 'What deterministic code found out.';
comment on column bankagent.evaluations.fired is
'The rules that fired: rule_id, outcome, text and the values that they saw.';
comment on column bankagent.evaluations.created_at is 'When it was settled (UTC).';
comment on index bankagent.evaluations_request_idx is 'The evaluations of one request.';
