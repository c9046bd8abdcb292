create table bankagent.decisions (
    request_id bigint primary key references bankagent.banking_requests (id),
    decision text not null,
    decided_by text not null,
    actor text not null,
    job_id bigint,
    attempt integer,
    created_at timestamptz not null default now(),
    constraint decision_is_known check (decision in ('approved', 'rejected')),
    constraint decided_by_policy_or_people check (decided_by in ('policy', 'people'))
);

comment on table bankagent.decisions is
'The one final word on a request. The primary key is the law: a second decision is refused.';
comment on column bankagent.decisions.request_id is 'The request.';
comment on column bankagent.decisions.decision is 'approved or rejected.';
comment on column bankagent.decisions.decided_by is 'policy or people; a model is never a decider.';
comment on column bankagent.decisions.actor is 'Which policy version or person.';
comment on column bankagent.decisions.job_id is 'The job whose evaluation it rests on.';
comment on column bankagent.decisions.attempt is 'The run of that job.';
comment on column bankagent.decisions.created_at is 'When it was decided (UTC).';
