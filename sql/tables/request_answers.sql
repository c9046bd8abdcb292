-- What callers answered where their requests needed information. A payload stands in
-- payload_versions, and its audit entry is payload_replaced; words alone have the entry answered.
create table bankagent.request_answers (
    id bigint generated always as identity,
    request_id bigint not null,
    job_id bigint not null,
    vote_id bigint,
    author text not null,
    text text,
    payload_version integer,
    idempotency_key text,
    body_sha256 text not null,
    answered_at timestamptz not null default now(),
    constraint request_answers_pkey primary key (id),
    constraint request_answers_request_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint request_answers_vote_fkey
    foreign key (vote_id) references bankagent.votes (id),
    constraint request_answers_one_for_each_question unique (request_id, job_id),
    constraint request_answers_one_for_each_key unique (author, idempotency_key),
    constraint request_answers_say_something check (num_nonnulls(text, payload_version) > 0),
    constraint request_answers_words_answer_a_person check (
        num_nonnulls(vote_id, payload_version) > 0
    ),
    constraint request_answers_text_has_1_to_4000_characters check (
        char_length(text) between 1 and 4000 and text ~ '[^[:space:]]'
    ),
    constraint request_answers_body_is_a_sha256 check (body_sha256 ~ '^[0-9a-f]{64}$')
);

comment on table bankagent.request_answers is
'Answers of callers to questions, in words, with another payload, or both. Append-only; written by '
'answer_request. Texts stay here: the audit trail has only the number.';
comment on column bankagent.request_answers.id is
'Number of the answer; agent_audit_log.result names it as answer_id.';
comment on column bankagent.request_answers.request_id is
'Request that was answered; banking_requests.id.';
comment on column bankagent.request_answers.job_id is
'Job whose end asked the caller; procrastinate_jobs.id.';
comment on column bankagent.request_answers.vote_id is
'Vote that asked (votes.id). Null where the policy asked.';
comment on column bankagent.request_answers.author is 'Caller or database user who answered.';
comment on column bankagent.request_answers.text is
'Answer in words, 1 to 4,000 characters. Null where a payload alone answers.';
comment on column bankagent.request_answers.payload_version is
'Number of the payload that came with it, counted from 1. Null where words alone answer.';
comment on column bankagent.request_answers.idempotency_key is
'Idempotency-Key of the call; null without one.';
comment on column bankagent.request_answers.body_sha256 is
'SHA-256, in hex, of what was sent; the same key with another body is a conflict.';
comment on column bankagent.request_answers.answered_at is 'Time of the answer (UTC).';
comment on constraint request_answers_one_for_each_question on bankagent.request_answers is
'A question is answered once: then the request has another job.';
comment on constraint request_answers_words_answer_a_person on bankagent.request_answers is
'Words alone change nothing that a policy asks for.';
comment on sequence bankagent.request_answers_id_seq is 'Numbers of answers.';
