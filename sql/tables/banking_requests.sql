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

-- The hot rows change twice in their life; vacuum them by hundreds, not by a fifth of the table.
alter table bankagent.banking_requests set (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05
);

create index banking_requests_open_idx on bankagent.banking_requests (status, id)
where status in ('received', 'awaiting_approval', 'needs_info', 'failed');
create index banking_requests_created_at_brin on bankagent.banking_requests
using brin (created_at) with (pages_per_range = 16);

comment on table bankagent.banking_requests is
'One row for each request of a caller, written only by the verbs (submit_requests, …).';
comment on column bankagent.banking_requests.id is 'The request''s stable number.';
comment on column bankagent.banking_requests.client_id is 'The bank''s client whom it is about.';
comment on column bankagent.banking_requests.request_type is 'request_types.name.';
comment on column bankagent.banking_requests.payload is
'What the caller sent, numbers with their exact decimal value; its shape belongs to the type.';
comment on column bankagent.banking_requests.status is
'Who acts next: received (a worker), awaiting_approval (reviewers), needs_info (the caller), '
'failed (an operator); processed and cancelled are final.';
comment on column bankagent.banking_requests.created_at is 'When it was accepted (UTC).';
comment on column bankagent.banking_requests.updated_at is 'When a verb last changed it (UTC).';
comment on column bankagent.banking_requests.maker is
'Who made the request (a caller, or a database user); never its reviewer.';
comment on column bankagent.banking_requests.job_id is
'The current job in procrastinate.procrastinate_jobs; the row may be gone after retention.';
comment on column bankagent.banking_requests.status_xid is
'The transaction that set the status; equals the xid of its audit entry (see ops.audit_gaps).';
comment on index bankagent.banking_requests_open_idx is 'Open requests by status, oldest first.';
comment on index bankagent.banking_requests_created_at_brin is 'For probes of what is new.';
comment on sequence bankagent.banking_requests_id_seq is
'Numbers of requests; a replayed idempotency key leaves a gap, which means nothing.';
