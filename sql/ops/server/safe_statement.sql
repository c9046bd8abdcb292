create or replace function ops.safe_statement(statement text)
returns text
language sql immutable parallel safe
set search_path to pg_catalog, pg_temp
as $$
    -- Up to the first literal or remark: what people type may hold client data.
    select left(
        regexp_replace(
            regexp_replace(statement, '(''|\$[^0-9]|--|/\*).*$', '…'), '\s+', ' ', 'g'
        ),
        120
    )
$$;

comment on function ops.safe_statement(text) is
'The beginning of a statement, up to its first literal or remark and 120 characters: what people '
'type may hold client data; the services send theirs beside the statement.';
