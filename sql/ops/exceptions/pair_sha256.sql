create or replace function ops.pair_sha256(p_client_id text, p_comparison jsonb)
returns text
language sql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
    select ops.payload_sha256(jsonb_build_array(
        p_client_id, p_comparison -> 'pair', p_comparison -> 'content_sha256'
    ))
$$;

comment on function ops.pair_sha256(text, jsonb) is
'SHA-256, in hex, of the content of a pair. It covers the client, both records and the values that '
'are compared; raw fields, references and times of receipt are no part of it. Takes a comparison, '
'or its pair and content_sha256 alone. Example: select ops.pair_sha256(r.client_id, '
'e.known -> ''comparison'') from bankagent.evaluations as e inner join bankagent.banking_requests '
'as r on r.id = e.request_id where r.id = 7.';
