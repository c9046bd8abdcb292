create or replace function ops.payload_sha256(payload jsonb)
returns text
language sql immutable
set search_path to pg_catalog, pg_temp
as $$
    select encode(sha256(convert_to(payload::text, 'UTF8')), 'hex')
$$;

comment on function ops.payload_sha256(jsonb) is
'SHA-256, in hex, of a payload as jsonb prints it. The audit entry payload_replaced holds it of '
'the payload before and since. Example: select ops.payload_sha256(payload) from '
'bankagent.banking_requests where id = 7.';
