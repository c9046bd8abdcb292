create or replace function ops.safe_statement(statement text)
returns text
language sql immutable parallel safe
set search_path to pg_catalog, pg_temp
as $$
    -- Cut before the first literal or remark: a statement that a person types may hold client data.
    -- No backslash, which a session with standard_conforming_strings off would not read.
    select left(
        regexp_replace(
            regexp_replace(statement, '(''|[$][^0-9]|--|/[*]).*$', '…'), '[[:space:]]+', ' ', 'g'
        ),
        120
    )
$$;

comment on function ops.safe_statement(text) is
'Cut a statement before its first literal or remark, at 120 characters at most. A statement that '
'a person types may hold client data; the services send theirs as parameters. Example: select '
'pid, ops.safe_statement(query) from pg_stat_activity.';
