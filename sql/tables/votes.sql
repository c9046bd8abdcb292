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
    -- Four-eyes rule without a trigger and without a race: the foreign key below holds maker to the
    -- request's own, so that the check cannot be evaded by naming another maker.
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
'Votes of reviewers on requests, with the reasons. Append-only; written by cast_vote. Names and '
'texts stay here: the audit trail has only the number of the vote.';
comment on column bankagent.votes.id is 'Number of the vote; agent_audit_log.result names it.';
comment on column bankagent.votes.request_id is 'Request that was voted on; banking_requests.id.';
comment on column bankagent.votes.job_id is
'Job whose attempt asked for people; procrastinate_jobs.id.';
comment on column bankagent.votes.attempt is 'Attempt of that job, counted from 1.';
comment on column bankagent.votes.reviewer is 'Reviewer who voted; never the maker of the request.';
comment on column bankagent.votes.maker is 'Maker of the request.';
comment on column bankagent.votes.verdict is 'Verdict: approve, reject or needs_info.';
comment on column bankagent.votes.reason is
'Reason in the reviewer''s words, 1 to 2,000 characters.';
comment on column bankagent.votes.digest is
'Digest of the approval that was voted on (approvals.digest).';
comment on column bankagent.votes.created_at is 'Time of the vote (UTC).';
comment on index bankagent.votes_request_idx is 'Votes on one request.';
comment on sequence bankagent.votes_id_seq is 'Numbers of votes.';
