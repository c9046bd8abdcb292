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
    -- What a vote must name to be on this and on nothing else.
    constraint what_was_shown unique (job_id, attempt, request_id, digest)
);

create index approvals_request_idx on bankagent.approvals (request_id);
create unique index approvals_open_idx on bankagent.approvals (request_id)
where closed_at is null;

comment on table bankagent.approvals is
'One row for each time that a run left its request to people: what they are shown, as a digest, '
'and whether it still waits. Opened by settle_jobs, closed by cast_vote or cancel_request.';
comment on column bankagent.approvals.job_id is 'The job whose run asks for people.';
comment on column bankagent.approvals.attempt is 'The run of that job, counted from 1.';
comment on column bankagent.approvals.request_id is 'The request that waits.';
comment on column bankagent.approvals.digest is
'SHA-256, in hex, of what reviewers are shown (ops.approval_digest); a vote must name it.';
comment on column bankagent.approvals.opened_at is 'Since when it waits (UTC).';
comment on column bankagent.approvals.closed_at is
'When it was decided, cancelled or sent back to the caller (UTC); null while it waits.';
comment on index bankagent.approvals_request_idx is 'The approvals of one request.';
comment on index bankagent.approvals_open_idx is
'What waits; a request waits for one approval at a time.';
