create table bankagent.exception_comments (
    id bigint generated always as identity,
    exception_id bigint not null,
    visibility text not null,
    text text not null,
    author text not null,
    written_at timestamptz not null default clock_timestamp(),
    constraint exception_comments_pkey primary key (id),
    constraint exception_comments_exception_id_fkey
    foreign key (exception_id) references bankagent.trade_exceptions (id),
    constraint exception_comments_author_fkey
    foreign key (author) references bankagent.reviewers (name),
    constraint exception_comments_visibility_is_known check (
        visibility in ('internal', 'counterparty')
    ),
    constraint exception_comments_text_has_1_to_4000_characters check (
        char_length(text) between 1 and 4000 and text ~ '[^[:space:]]'
    )
);

create index exception_comments_exception_idx on bankagent.exception_comments (exception_id, id);

comment on table bankagent.exception_comments is
'Comments on trade exceptions. Append-only; written by comment_on_exception.';
comment on column bankagent.exception_comments.id is 'Number of the comment.';
comment on column bankagent.exception_comments.exception_id is
'Exception that it is on; trade_exceptions.id.';
comment on column bankagent.exception_comments.visibility is
'Readers: internal (the bank alone), or counterparty (may be shown to it).';
comment on column bankagent.exception_comments.text is 'Text, 1 to 4,000 characters.';
comment on column bankagent.exception_comments.author is 'Reviewer who wrote it.';
comment on column bankagent.exception_comments.written_at is 'Time of the comment (UTC).';
comment on index bankagent.exception_comments_exception_idx is 'Comments on one exception.';
comment on sequence bankagent.exception_comments_id_seq is 'Numbers of comments.';

create table bankagent.exception_labels (
    id bigint generated always as identity,
    exception_id bigint not null,
    label text not null,
    is_set boolean not null,
    changed_by text not null,
    changed_at timestamptz not null default clock_timestamp(),
    constraint exception_labels_pkey primary key (id),
    constraint exception_labels_exception_id_fkey
    foreign key (exception_id) references bankagent.trade_exceptions (id),
    constraint exception_labels_changed_by_fkey
    foreign key (changed_by) references bankagent.reviewers (name),
    constraint exception_labels_label_is_a_word check (label ~ '^[a-z0-9][a-z0-9_-]{0,39}$')
);

create index exception_labels_exception_idx
on bankagent.exception_labels (exception_id, label, id);
create index exception_labels_label_idx on bankagent.exception_labels (label, exception_id);

comment on table bankagent.exception_labels is
'Labels of trade exceptions, such as root causes. A row is a change of one. Append-only; '
'written by label_exception. ops.exception_labels_set shows those that are set.';
comment on column bankagent.exception_labels.id is 'Number of the change; the last one counts.';
comment on column bankagent.exception_labels.exception_id is
'Exception that has it; trade_exceptions.id.';
comment on column bankagent.exception_labels.label is
'Label, 1 to 40 small letters, digits, hyphens and underscores.';
comment on column bankagent.exception_labels.is_set is
'True where it was set, false where it was removed.';
comment on column bankagent.exception_labels.changed_by is 'Reviewer who changed it.';
comment on column bankagent.exception_labels.changed_at is 'Time of the change (UTC).';
comment on index bankagent.exception_labels_exception_idx is 'Labels of one exception.';
comment on index bankagent.exception_labels_label_idx is 'Exceptions with one label.';
comment on sequence bankagent.exception_labels_id_seq is 'Numbers of changes of labels.';
