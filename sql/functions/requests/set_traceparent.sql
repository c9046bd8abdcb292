create or replace function bankagent.set_traceparent(p_traceparent text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    -- Null leaves the traceparent that the session has set.
    if p_traceparent is not null then
        perform set_config('bankagent.traceparent', p_traceparent, true);
    end if;
end
$$;

comment on function bankagent.set_traceparent(text) is
'Set the trace of the audit entries that this transaction writes from now on. Null changes '
'nothing.';
