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
'Final decisions on requests, one for each request. The primary key holds it: a second decision '
'is refused.';
comment on column bankagent.decisions.request_id is 'Request that is decided; banking_requests.id.';
comment on column bankagent.decisions.decision is 'Decision: approved or rejected.';
comment on column bankagent.decisions.decided_by is
'Origin of the decision: policy or people, never a model.';
comment on column bankagent.decisions.actor is
'Author of the decision: policy:<key>@<version>, or the reviewer''s name.';
comment on column bankagent.decisions.job_id is
'Job whose evaluation the decision rests on; procrastinate_jobs.id.';
comment on column bankagent.decisions.attempt is 'Attempt of that job, counted from 1.';
comment on column bankagent.decisions.created_at is 'Time of the decision (UTC).';
