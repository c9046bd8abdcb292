-- What an agent saw of documents, and what it quoted: rows of the steps that did so.
create table bankagent.retrievals (
    step_id bigint not null references bankagent.agent_steps (id),
    request_id bigint not null references bankagent.banking_requests (id),
    reader text not null,
    question_sha256 text not null,
    document_ids bigint[],
    created_at timestamptz not null default clock_timestamp(),
    constraint retrievals_pkey primary key (step_id),
    constraint retrievals_question_sha256_is_a_digest
    check (question_sha256 ~ '^[0-9a-f]{64}$')
);

create index retrievals_request_idx on bankagent.retrievals (request_id, step_id);

create table bankagent.retrieval_hits (
    step_id bigint not null,
    rank integer not null,
    chunk_id bigint not null,
    document_id bigint not null,
    version integer not null,
    sha256 text not null,
    score numeric not null,
    constraint retrieval_hits_pkey primary key (step_id, rank),
    constraint retrieval_hits_have_a_chunk_once unique (step_id, chunk_id),
    constraint retrieval_hits_step_fkey
    foreign key (step_id) references bankagent.retrievals (step_id),
    constraint retrieval_hits_chunk_fkey
    foreign key (chunk_id) references bankagent.document_chunks (id),
    constraint retrieval_hits_rank_is_in_1_to_100 check (rank between 1 and 100),
    constraint retrieval_hits_score_is_in_range check (score between 0 and 1000000)
);

create index retrieval_hits_chunk_idx on bankagent.retrieval_hits (chunk_id);
create index retrieval_hits_document_idx
on bankagent.retrieval_hits (document_id, version, step_id);

create table bankagent.citations (
    step_id bigint not null references bankagent.agent_steps (id),
    number integer not null,
    request_id bigint not null references bankagent.banking_requests (id),
    claim integer not null,
    document_id bigint not null,
    version integer not null,
    starts_at integer not null,
    ends_at integer not null,
    sha256 text not null,
    verdict text not null,
    constraint citations_pkey primary key (step_id, number),
    constraint citations_number_is_in_1_to_500 check (number between 1 and 500),
    constraint citations_claim_counts_from_1 check (claim between 1 and 500),
    constraint citations_sha256_is_a_digest check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint citations_verdict_is_known
    check (verdict in ('exact', 'not_retrieved', 'fabricated'))
);

create index citations_document_idx on bankagent.citations (document_id, version, request_id);
create index citations_request_idx on bankagent.citations (request_id, step_id);

comment on table bankagent.retrievals is
'Retrievals: the searches of agents in documents. Append-only; written by record_steps with '
'the step of the search.';
comment on column bankagent.retrievals.step_id is 'Step of the search; agent_steps.id.';
comment on column bankagent.retrievals.request_id is
'Request whose work it is; banking_requests.id.';
comment on column bankagent.retrievals.reader is
'Caller whose clearance the search kept to: the maker of the request.';
comment on column bankagent.retrievals.question_sha256 is
'SHA-256 of the words that were searched; the step''s arguments have them.';
comment on column bankagent.retrievals.document_ids is
'Documents that were searched. Null for all that the reader may read for this client.';
comment on column bankagent.retrievals.created_at is 'Time of the record (UTC).';
comment on constraint retrievals_question_sha256_is_a_digest on bankagent.retrievals is
'Form of a digest: SHA-256 in hex.';
comment on index bankagent.retrievals_request_idx is 'Retrievals of a request.';

comment on table bankagent.retrieval_hits is
'Hits of retrievals: the chunks that the agent saw, with the hash of their bytes. '
'Append-only; document, version and hash are those of the chunk.';
comment on column bankagent.retrieval_hits.step_id is 'Retrieval; retrievals.step_id.';
comment on column bankagent.retrieval_hits.rank is 'Place of the hit, the best is 1.';
comment on column bankagent.retrieval_hits.chunk_id is 'Chunk; document_chunks.id.';
comment on column bankagent.retrieval_hits.document_id is 'Document of the chunk.';
comment on column bankagent.retrieval_hits.version is 'Version of the document.';
comment on column bankagent.retrieval_hits.sha256 is
'SHA-256 of the chunk''s text in UTF-8, in hex: the bytes that the agent saw.';
comment on column bankagent.retrieval_hits.score is
'Score of the search; it compares with those of the same retrieval only.';
comment on constraint retrieval_hits_have_a_chunk_once on bankagent.retrieval_hits is
'A retrieval has each chunk once.';
comment on constraint retrieval_hits_step_fkey on bankagent.retrieval_hits is
'A hit is of a retrieval.';
comment on constraint retrieval_hits_rank_is_in_1_to_100 on bankagent.retrieval_hits is
'Range of the rank.';
comment on constraint retrieval_hits_score_is_in_range on bankagent.retrieval_hits is
'Range of the score: finite, not negative.';
comment on index bankagent.retrieval_hits_chunk_idx is 'Hits of a chunk.';
comment on index bankagent.retrieval_hits_document_idx is 'Hits of a document version.';

comment on table bankagent.citations is
'Citations: the quotes of answers, checked as they were recorded. The stored text is what decides. '
'Append-only; written by record_steps with the step of the answer.';
comment on column bankagent.citations.step_id is 'Step of the answer; agent_steps.id.';
comment on column bankagent.citations.number is 'Number of the quote in its answer, from 1.';
comment on column bankagent.citations.request_id is
'Request whose answer it is; banking_requests.id.';
comment on column bankagent.citations.claim is 'Number of the claim that it supports, from 1.';
comment on column bankagent.citations.document_id is
'Document that is quoted. No foreign key: a model may name one that is not there.';
comment on column bankagent.citations.version is 'Version that is quoted.';
comment on column bankagent.citations.starts_at is
'Offset of its first character in the stored text, from 0.';
comment on column bankagent.citations.ends_at is 'Offset behind its last character.';
comment on column bankagent.citations.sha256 is
'SHA-256 of the quote in UTF-8, in hex, as the answer has it.';
comment on column bankagent.citations.verdict is
'Verdict: exact, not_retrieved or fabricated. not_retrieved is exact, but no hit of its run has '
'it.';
comment on constraint citations_number_is_in_1_to_500 on bankagent.citations is
'Range of the number.';
comment on constraint citations_claim_counts_from_1 on bankagent.citations is
'Range of the claim''s number.';
comment on constraint citations_sha256_is_a_digest on bankagent.citations is
'Form of a digest: SHA-256 in hex.';
comment on constraint citations_verdict_is_known on bankagent.citations is
'Verdicts that there are.';
comment on index bankagent.citations_document_idx is
'Answers that rest on a document, for withdrawals.';
comment on index bankagent.citations_request_idx is 'Citations of a request.';
