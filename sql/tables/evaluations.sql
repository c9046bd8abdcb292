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
'Evaluations: facts, fired rules and outcome, one for each attempt that ended. The outcome is '
'the machine''s recommendation, not the decision.';
comment on column bankagent.evaluations.job_id is
'Job whose attempt evaluated the request; procrastinate_jobs.id.';
comment on column bankagent.evaluations.attempt is 'Attempt of that job, counted from 1.';
comment on column bankagent.evaluations.request_id is
'Request that was evaluated; banking_requests.id.';
comment on column bankagent.evaluations.outcome is 'Outcome: the strictest one of the fired rules.';
comment on column bankagent.evaluations.policy_key is
'Key of the policy; null where none could be applied.';
comment on column bankagent.evaluations.policy_version is
'Version of the policy; null where none could be applied.';
comment on column bankagent.evaluations.policy_sha256 is
'SHA-256, in hex, of the policy''s table (policies.sha256).';
comment on column bankagent.evaluations.facts is
'Facts that deterministic code found out about the request, as JSON.';
comment on column bankagent.evaluations.fired is
'Rules that fired, as JSON: rule_id, outcome, text and the values they saw.';
comment on column bankagent.evaluations.created_at is 'Time when the attempt was settled (UTC).';
comment on index bankagent.evaluations_request_idx is 'Evaluations of one request.';
