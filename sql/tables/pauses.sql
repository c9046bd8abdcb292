create table bankagent.pauses (
    id bigint generated always as identity primary key,
    kind text not null,
    name text not null,
    reason text not null,
    paused_at timestamptz not null default now(),
    paused_by text not null,
    resumed_at timestamptz,
    resumed_by text,
    constraint kind_is_known check (kind in ('queue', 'request_type')),
    constraint reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '\S'
    ),
    constraint resumed_by_somebody check ((resumed_at is null) = (resumed_by is null))
);

create unique index pauses_open_idx on bankagent.pauses (kind, name)
where resumed_at is null;

comment on table bankagent.pauses is
'Pauses of queues and request types by operators. While a row is open, claim_jobs takes no job '
'of that queue or type; requests are still accepted. A row is closed, never removed. Written by '
'pause and resume.';
comment on column bankagent.pauses.id is 'Number of the pause.';
comment on column bankagent.pauses.kind is 'Kind of what is paused: queue or request_type.';
comment on column bankagent.pauses.name is 'Name of the queue or request type.';
comment on column bankagent.pauses.reason is
'Reason in the operator''s words, 1 to 500 characters; no client data.';
comment on column bankagent.pauses.paused_at is 'Start of the pause (UTC).';
comment on column bankagent.pauses.paused_by is
'Operator who paused it: a database user, or a caller.';
comment on column bankagent.pauses.resumed_at is 'End of the pause (UTC); null while it lasts.';
comment on column bankagent.pauses.resumed_by is
'Operator who ended the pause; null while it lasts.';
comment on index bankagent.pauses_open_idx is
'Open pauses: at most one for each queue and each request type.';
comment on sequence bankagent.pauses_id_seq is 'Numbers of pauses.';
