create table bankagent.request_comments (
    id bigint generated always as identity,
    request_id bigint not null,
    visibility text not null,
    text text not null,
    author text not null,
    audit_entry_id bigint,
    written_at timestamptz not null default clock_timestamp(),
    constraint request_comments_pkey primary key (id),
    constraint request_comments_one_for_an_audit_entry unique (audit_entry_id),
    constraint request_comments_request_id_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint request_comments_author_fkey
    foreign key (author) references bankagent.reviewers (name),
    constraint request_comments_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint request_comments_visibility_is_known check (visibility in ('internal', 'caller')),
    -- Callers read the audit trail: what they may not know of has no entry there.
    constraint request_comments_shared_ones_have_an_entry check (
        (visibility = 'caller') = (audit_entry_id is not null)
    ),
    constraint request_comments_text_has_1_to_4000_characters check (
        char_length(text) between 1 and 4000 and text ~ '[^[:space:]]'
    )
);

create index request_comments_request_idx on bankagent.request_comments (request_id, id);

comment on table bankagent.request_comments is
'Comments of reviewers on requests, in any status. Append-only; written by comment_on_request.';
comment on column bankagent.request_comments.id is 'Number of the comment.';
comment on column bankagent.request_comments.request_id is
'Request that it is on; banking_requests.id.';
comment on column bankagent.request_comments.visibility is
'Readers: internal (reviewers and auditors), or caller (its caller too).';
comment on column bankagent.request_comments.text is 'Text, 1 to 4,000 characters.';
comment on column bankagent.request_comments.author is 'Reviewer who wrote it.';
comment on column bankagent.request_comments.audit_entry_id is
'Audit entry that tells the caller of it; agent_audit_log.id. Null for an internal one.';
comment on column bankagent.request_comments.written_at is 'Time of the comment (UTC).';
comment on constraint request_comments_shared_ones_have_an_entry on bankagent.request_comments is
'A comment that the caller may read has an audit entry, an internal one none. '
'Callers read the trail.';
comment on index bankagent.request_comments_request_idx is 'Comments on one request.';
comment on sequence bankagent.request_comments_id_seq is 'Numbers of comments.';
