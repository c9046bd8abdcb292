create table bankagent.exception_proposals (
    id bigint generated always as identity,
    exception_id bigint not null,
    request_id bigint not null,
    kind text not null,
    content jsonb not null,
    reason text not null,
    proposer text not null,
    digest text not null,
    proposed_at timestamptz not null default clock_timestamp(),
    closed_at timestamptz,
    disposition text,
    constraint exception_proposals_pkey primary key (id),
    constraint exception_proposals_what_is_voted_on
    unique (id, exception_id, request_id, kind, proposer, digest),
    constraint exception_proposals_exception_fkey
    foreign key (exception_id, request_id) references bankagent.trade_exceptions (id, request_id),
    constraint exception_proposals_proposer_fkey
    foreign key (proposer) references bankagent.reviewers (name),
    constraint exception_proposals_kind_is_known check (kind in ('repair', 'write_off')),
    constraint exception_proposals_content_is_an_object check (
        jsonb_typeof(content) = 'object' and pg_column_size(content) <= 65536
    ),
    constraint exception_proposals_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    ),
    constraint exception_proposals_digest_is_a_sha256 check (digest ~ '^[0-9a-f]{64}$'),
    constraint exception_proposals_closed_with_a_disposition check (
        (closed_at is null) = (disposition is null)
        and (disposition is null or disposition in ('approved', 'rejected', 'withdrawn'))
    )
);

create unique index exception_proposals_open_idx on bankagent.exception_proposals (exception_id)
where closed_at is null;
create index exception_proposals_exception_idx on bankagent.exception_proposals (exception_id, id);

comment on table bankagent.exception_proposals is
'Proposals about an exception. Other people vote. Written by propose_on_exception; closed by '
'vote_on_proposal, or withdrawn by another move.';
comment on column bankagent.exception_proposals.id is 'Number of the proposal.';
comment on column bankagent.exception_proposals.exception_id is
'Exception that it is about; trade_exceptions.id.';
comment on column bankagent.exception_proposals.request_id is 'Request of the exception.';
comment on column bankagent.exception_proposals.kind is
'Proposal: repair, write_off, cancellation or forced_match. All but repair close the exception.';
comment on column bankagent.exception_proposals.content is
'Content as JSON: the fields to amend, or the amount to write off.';
comment on column bankagent.exception_proposals.reason is
'Reason in the words of the proposer, 1 to 2,000 characters.';
comment on column bankagent.exception_proposals.proposer is
'Reviewer who proposed it, and never votes on it.';
comment on column bankagent.exception_proposals.digest is
'SHA-256, in hex, of what is voted on (ops.proposal_digest). A vote must name it.';
comment on column bankagent.exception_proposals.proposed_at is 'Time of the proposal (UTC).';
comment on column bankagent.exception_proposals.closed_at is
'Time when it was closed (UTC); null while it waits.';
comment on column bankagent.exception_proposals.disposition is
'Disposition: approved, rejected or withdrawn; null while it waits.';
comment on constraint exception_proposals_what_is_voted_on on bankagent.exception_proposals is
'Key of the votes, which name what they are on.';
comment on index bankagent.exception_proposals_open_idx is
'Proposals that wait; an exception has at most one.';
comment on index bankagent.exception_proposals_exception_idx is 'Proposals of one exception.';
comment on sequence bankagent.exception_proposals_id_seq is 'Numbers of proposals.';

create table bankagent.exception_votes (
    id bigint generated always as identity,
    proposal_id bigint not null,
    exception_id bigint not null,
    request_id bigint not null,
    kind text not null,
    reviewer text not null,
    proposer text not null,
    maker text not null,
    on_behalf_of text not null,
    verdict text not null,
    reason text not null,
    digest text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint exception_votes_pkey primary key (id),
    constraint exception_votes_one_for_a_proposal unique (proposal_id),
    constraint exception_votes_reviewer_fkey
    foreign key (reviewer) references bankagent.reviewers (name),
    constraint exception_votes_on_what_was_shown
    foreign key (proposal_id, exception_id, request_id, kind, proposer, digest)
    references bankagent.exception_proposals
    (id, exception_id, request_id, kind, proposer, digest),
    constraint exception_votes_maker_and_person_are_the_requests
    foreign key (maker, request_id, on_behalf_of)
    references bankagent.banking_requests (maker, id, on_behalf_of),
    constraint exception_votes_reviewer_is_not_the_proposer
    check (bankagent.person_key(reviewer) <> bankagent.person_key(proposer)),
    constraint exception_votes_reviewer_is_not_the_maker
    check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)),
    constraint exception_votes_reviewer_is_not_the_person
    check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)),
    constraint exception_votes_verdict_is_known check (verdict in ('approve', 'reject')),
    constraint exception_votes_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    )
);

create index exception_votes_exception_idx on bankagent.exception_votes (exception_id, id);

comment on table bankagent.exception_votes is
'Votes of reviewers on proposals, with the reasons. Append-only; written by vote_on_proposal.';
comment on column bankagent.exception_votes.id is 'Number of the vote.';
comment on column bankagent.exception_votes.proposal_id is
'Proposal that was voted on; exception_proposals.id.';
comment on column bankagent.exception_votes.exception_id is 'Exception of the proposal.';
comment on column bankagent.exception_votes.request_id is 'Request of the exception.';
comment on column bankagent.exception_votes.kind is
'Proposal: repair, write_off, cancellation or forced_match.';
comment on column bankagent.exception_votes.reviewer is
'Reviewer who voted. Never the proposer, the maker, or the person for whom it was made.';
comment on column bankagent.exception_votes.proposer is 'Reviewer who proposed it.';
comment on column bankagent.exception_votes.maker is 'Maker of the request.';
comment on column bankagent.exception_votes.on_behalf_of is
'Person for whom the request was made; empty where none is named.';
comment on column bankagent.exception_votes.verdict is 'Verdict: approve or reject.';
comment on column bankagent.exception_votes.reason is
'Reason in the reviewer''s words, 1 to 2,000 characters.';
comment on column bankagent.exception_votes.digest is 'Digest of the proposal that was voted on.';
comment on column bankagent.exception_votes.created_at is 'Time of the vote (UTC).';
comment on constraint exception_votes_on_what_was_shown on bankagent.exception_votes is
'A vote is on a proposal with its content, as its digest says.';
comment on constraint exception_votes_maker_and_person_are_the_requests
on bankagent.exception_votes is
'A vote names the maker and the person of its request, and cannot name others.';
comment on constraint exception_votes_reviewer_is_not_the_proposer on bankagent.exception_votes is
'Four-eyes rule: the proposer never votes on the proposal.';
comment on constraint exception_votes_reviewer_is_not_the_maker on bankagent.exception_votes is
'Four-eyes rule: the maker of the request never votes.';
comment on constraint exception_votes_reviewer_is_not_the_person on bankagent.exception_votes is
'Four-eyes rule: the person for whom the request was made never votes.';
comment on index bankagent.exception_votes_exception_idx is 'Votes on one exception.';
comment on sequence bankagent.exception_votes_id_seq is 'Numbers of votes on proposals.';
