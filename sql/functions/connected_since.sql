create or replace function bankagent.connected_since()
returns timestamptz
language sql stable
set search_path to pg_catalog, pg_temp
as $$
    select a.backend_start from pg_stat_activity as a where a.pid = pg_backend_pid()
$$;

-- Not SECURITY DEFINER, and called as a default: only its own user sees when a connection began.
comment on function bankagent.connected_since() is
'Since when this connection stands.';
