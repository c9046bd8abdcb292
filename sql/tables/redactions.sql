-- Redaction takes texts away for ever, and so it takes two people: one asks, another one confirms.
-- What was asked, and what was taken, stays.
create table bankagent.redaction_asks (
    id bigint generated always as identity,
    request_id bigint,
    document_id bigint,
    version integer,
    reason text not null,
    asked_by text not null,
    asked_at timestamptz not null default clock_timestamp(),
    constraint redaction_asks_pkey primary key (id),
    constraint redaction_asks_people unique (id, asked_by),
    constraint redaction_asks_request_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint redaction_asks_version_fkey
    foreign key (document_id, version)
    references bankagent.document_versions (document_id, version),
    constraint redaction_asks_name_a_request_or_a_document check (
        num_nonnulls(request_id, document_id) = 1
    ),
    constraint redaction_asks_document_has_its_version check (
        (document_id is null) = (version is null)
    ),
    constraint redaction_asks_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    )
);

create index redaction_asks_request_idx on bankagent.redaction_asks (request_id);
create index redaction_asks_document_idx on bankagent.redaction_asks (document_id, version);

create table bankagent.redactions (
    ask_id bigint not null,
    asked_by text not null,
    request_count integer not null,
    agent_text_count integer not null,
    document_text_count integer not null,
    confirmed_by text not null,
    redacted_at timestamptz not null default clock_timestamp(),
    xid xid8 not null default pg_current_xact_id(),
    constraint redactions_pkey primary key (ask_id),
    constraint redactions_ask_fkey
    foreign key (ask_id, asked_by) references bankagent.redaction_asks (id, asked_by),
    constraint redactions_are_by_a_second_person check (
        bankagent.person_key(confirmed_by) <> bankagent.person_key(asked_by)
    ),
    constraint redactions_take_texts check (
        request_count >= 0
        and agent_text_count >= 0
        and document_text_count >= 0
        and agent_text_count + document_text_count >= 1
    )
);

comment on table bankagent.redaction_asks is
'Asks for redactions: whose texts are to be taken away, and why. Append-only; written by '
'ask_redaction. Another person confirms one within 7 days (redactions).';
comment on column bankagent.redaction_asks.id is 'Number of the ask.';
comment on column bankagent.redaction_asks.request_id is
'Request whose texts of agents are to go; null for a document.';
comment on column bankagent.redaction_asks.document_id is
'Document whose texts are to go; null for a request. Those of requests that read it go, too.';
comment on column bankagent.redaction_asks.version is
'Newest version of the document when it was asked. A later one needs another ask.';
comment on column bankagent.redaction_asks.reason is
'Reason in the words of the person who asks, 1 to 500 characters.';
comment on column bankagent.redaction_asks.asked_by is 'Database user who asks.';
comment on column bankagent.redaction_asks.asked_at is 'Time of the ask (UTC).';
comment on constraint redaction_asks_people on bankagent.redaction_asks is
'Key of redactions, which name the person who asked.';
comment on constraint redaction_asks_request_fkey on bankagent.redaction_asks is
'Request that there is.';
comment on constraint redaction_asks_version_fkey on bankagent.redaction_asks is
'Document version that there is.';
comment on constraint redaction_asks_name_a_request_or_a_document on bankagent.redaction_asks is
'An ask is for one request or one document.';
comment on constraint redaction_asks_document_has_its_version on bankagent.redaction_asks is
'An ask for a document says how far it goes.';
comment on constraint redaction_asks_reason_has_1_to_500_characters
on bankagent.redaction_asks is 'Length of a reason.';
comment on index bankagent.redaction_asks_request_idx is 'Asks for a request.';
comment on index bankagent.redaction_asks_document_idx is 'Asks for a document.';
comment on sequence bankagent.redaction_asks_id_seq is 'Numbers of asks for redactions.';

comment on table bankagent.redactions is
'Redactions: asks that a second person confirmed, and what went. Append-only; '
'written by confirm_redaction. Hashes, citations, hits, steps and the audit trail stay.';
comment on column bankagent.redactions.ask_id is 'Ask; redaction_asks.id.';
comment on column bankagent.redactions.asked_by is 'Database user who asked for it.';
comment on column bankagent.redactions.request_count is
'Number of requests whose texts of agents went.';
comment on column bankagent.redactions.agent_text_count is
'Number of agents'' texts that went. Their redacted_at is the time of this row.';
comment on column bankagent.redactions.document_text_count is
'Number of document versions whose text went.';
comment on column bankagent.redactions.confirmed_by is
'Database user who confirmed it. Never the person who asked.';
comment on column bankagent.redactions.redacted_at is 'Time of the redaction (UTC).';
comment on column bankagent.redactions.xid is
'Transaction that took the texts away; no other one may.';
comment on constraint redactions_ask_fkey on bankagent.redactions is
'A redaction is of an ask, and names its person.';
comment on constraint redactions_are_by_a_second_person on bankagent.redactions is
'Four-eyes rule: the person who asked does not confirm.';
comment on constraint redactions_take_texts on bankagent.redactions is
'A redaction takes one text at least.';
