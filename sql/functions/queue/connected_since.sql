create or replace function bankagent.connected_since()
returns timestamptz
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    began timestamptz := (
        select a.backend_start from pg_stat_activity as a where a.pid = pg_backend_pid()
    );
    noted text := nullif(current_setting('bankagent.connected_since', true), '');
begin
    -- pg_stat_activity shows backend_start to the connection's own user only: not after SET ROLE,
    -- nor in a SECURITY DEFINER function. There the session notes the time of the first call.
    if began is null and noted is null then
        noted := extract(epoch from clock_timestamp())::text;
        perform set_config('bankagent.connected_since', noted, false);
    end if;
    return coalesce(began, to_timestamp(noted::double precision));
end
$$;

comment on function bankagent.connected_since() is
'Start of this connection or, where that is hidden, of its first call of this. Not SECURITY '
'DEFINER, and a default of rescue_jobs, so that it is evaluated as the caller.';
