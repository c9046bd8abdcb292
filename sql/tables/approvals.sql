create table bankagent.approvals (
    job_id bigint not null,
    attempt integer not null,
    request_id bigint not null references bankagent.banking_requests (id),
    digest text not null,
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    primary key (job_id, attempt),
    constraint digest_is_a_sha256 check (digest ~ '^[0-9a-f]{64}$'),
    constraint approval_rests_on_an_evaluation
    foreign key (job_id, attempt) references bankagent.evaluations (job_id, attempt),
    -- The foreign key of a vote names all four, so that a vote is on what was shown.
    constraint what_was_shown unique (job_id, attempt, request_id, digest)
);

create index approvals_request_idx on bankagent.approvals (request_id);
create unique index approvals_open_idx on bankagent.approvals (request_id)
where closed_at is null;

comment on table bankagent.approvals is
'Approvals: one row each time that an attempt leaves its request to people. Holds the digest of '
'what reviewers are shown. Opened by settle_jobs, closed by cast_vote or cancel_request.';
comment on column bankagent.approvals.job_id is
'Job whose attempt asked for people; procrastinate_jobs.id.';
comment on column bankagent.approvals.attempt is 'Attempt of that job, counted from 1.';
comment on column bankagent.approvals.request_id is
'Request that waits for people; banking_requests.id.';
comment on column bankagent.approvals.digest is
'SHA-256, in hex, of what reviewers are shown (ops.approval_digest). A vote must name it.';
comment on column bankagent.approvals.opened_at is 'Time of opening (UTC).';
comment on column bankagent.approvals.closed_at is
'Time of closing (UTC); null while open. Closed by a decision, a cancellation, or a question to '
'the caller.';
comment on index bankagent.approvals_request_idx is 'Approvals of one request.';
comment on index bankagent.approvals_open_idx is 'Open approvals; a request has at most one.';
