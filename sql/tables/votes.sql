create table bankagent.votes (
    id bigint generated always as identity primary key,
    request_id bigint not null,
    job_id bigint not null,
    attempt integer not null,
    reviewer text not null references bankagent.reviewers (name),
    maker text not null,
    verdict text not null,
    reason text not null,
    digest text not null,
    created_at timestamptz not null default now(),
    constraint verdict_is_known check (verdict in ('approve', 'reject', 'needs_info')),
    constraint reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '\S'
    ),
    -- Four eyes without a trigger and without a race: the second key makes lying about the maker
    -- impossible, so that the check means what it says.
    constraint nobody_votes_on_their_own_request check (reviewer <> maker),
    constraint maker_is_the_request_s_own
    foreign key (request_id, maker) references bankagent.banking_requests (id, maker),
    constraint vote_is_on_what_was_shown
    foreign key (job_id, attempt, request_id, digest)
    references bankagent.approvals (job_id, attempt, request_id, digest),
    constraint one_vote_for_each_reviewer unique (job_id, attempt, reviewer)
);

create index votes_request_idx on bankagent.votes (request_id, id);

comment on table bankagent.votes is
'What people said of requests that waited for them, and why. Append-only; written by cast_vote. '
'The names and texts stay here: the audit log has the number of the vote.';
comment on column bankagent.votes.id is 'Number of the vote; agent_audit_log.result names it.';
comment on column bankagent.votes.request_id is 'The request.';
comment on column bankagent.votes.job_id is 'The job whose run asked for people.';
comment on column bankagent.votes.attempt is 'The run of that job.';
comment on column bankagent.votes.reviewer is 'Who voted; never the maker of the request.';
comment on column bankagent.votes.maker is 'Who made the request.';
comment on column bankagent.votes.verdict is 'approve, reject or needs_info.';
comment on column bankagent.votes.reason is 'Why, in the reviewer''s words.';
comment on column bankagent.votes.digest is 'What was voted on: the digest of the approval.';
comment on column bankagent.votes.created_at is 'When the vote was cast (UTC).';
comment on index bankagent.votes_request_idx is 'The votes on one request.';
comment on sequence bankagent.votes_id_seq is 'Numbers of votes.';
