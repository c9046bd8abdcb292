create table bankagent.banking_requests (
    id bigserial primary key,
    client_id text not null,
    request_type text not null,
    payload jsonb not null,
    status text not null default 'received',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    maker text not null,
    job_id bigint,
    status_xid xid8 not null default pg_current_xact_id(),
    -- For the foreign key of votes: a vote names the maker, and cannot name another one.
    constraint request_and_its_maker unique (id, maker),
    constraint client_id_has_1_to_64_characters check (char_length(client_id) between 1 and 64),
    constraint maker_is_named check (char_length(maker) between 1 and 200),
    constraint payload_is_an_object check (jsonb_typeof(payload) = 'object'),
    constraint payload_has_at_most_256_kib check (pg_column_size(payload) <= 262144),
    constraint payload_is_at_most_32_levels_deep check (
        not jsonb_path_exists(payload, 'strict $.**{33}')
    ),
    constraint status_is_known check (
        status in (
            'received', 'awaiting_approval', 'needs_info', 'failed', 'processed', 'cancelled'
        )
    )
);

-- A row changes about twice, soon after its insert: vacuum after 2 % of the table, not after 20 %.
alter table bankagent.banking_requests set (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05
);

create index banking_requests_open_idx on bankagent.banking_requests (status, id)
where status in ('received', 'awaiting_approval', 'needs_info', 'failed');
create index banking_requests_created_at_brin on bankagent.banking_requests
using brin (created_at) with (pages_per_range = 16);

comment on table bankagent.banking_requests is
'Requests of callers, one row each. Written only by the verbs (submit_requests, …).';
comment on column bankagent.banking_requests.id is 'Number of the request; it never changes.';
comment on column bankagent.banking_requests.client_id is
'Client of the bank that the request is about, 1 to 64 characters.';
comment on column bankagent.banking_requests.request_type is
'Type of the request; request_types.name.';
comment on column bankagent.banking_requests.payload is
'Payload as the caller sent it, as JSON. Numbers keep their exact decimal value; the type '
'defines the fields.';
comment on column bankagent.banking_requests.status is
'Status, which says who acts next. received: a worker; awaiting_approval: reviewers; needs_info: '
'the caller; failed: an operator; processed and cancelled are final.';
comment on column bankagent.banking_requests.created_at is 'Time of acceptance (UTC).';
comment on column bankagent.banking_requests.updated_at is
'Time of the last change by a verb (UTC).';
comment on column bankagent.banking_requests.maker is
'Caller or database user who made the request, and so never votes on it.';
comment on column bankagent.banking_requests.job_id is
'Current job of the request; procrastinate_jobs.id. Retention may have removed that row.';
comment on column bankagent.banking_requests.status_xid is
'Transaction that set the status. Equals the xid of its audit entry (see ops.audit_gaps).';
comment on index bankagent.banking_requests_open_idx is 'Open requests by status, oldest first.';
comment on index bankagent.banking_requests_created_at_brin is
'New requests by time, for monitoring.';
comment on sequence bankagent.banking_requests_id_seq is
'Numbers of requests. A replayed idempotency key leaves a gap, which means nothing.';
