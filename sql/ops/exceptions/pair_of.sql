create or replace function ops.pair_of(payload jsonb)
returns jsonb
language sql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
    select jsonb_build_object(
        'our_source', payload #>> '{ours,source}',
        'our_record', payload #>> '{ours,record_number}',
        'their_source', payload #>> '{theirs,source}',
        'their_record', payload #>> '{theirs,record_number}'
    )
$$;

comment on function ops.pair_of(jsonb) is
'Records of a pair, as its payload names them. Example: select ops.pair_of(payload) from '
'bankagent.banking_requests where id = 7.';
