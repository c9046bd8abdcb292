-- Plain SQL for the same reason as trace_id_of.
create or replace function bankagent.job_args(request_id bigint, traceparent text)
returns jsonb
language sql immutable parallel safe
as $$
    select case
        when bankagent.trace_id_of(traceparent) is null
            then pg_catalog.jsonb_build_object('request_id', request_id)
        else pg_catalog.jsonb_build_object('request_id', request_id, 'traceparent', traceparent)
    end
$$;

comment on function bankagent.job_args(bigint, text) is
'All that a job carries: the id of its request, and the traceparent of the call that brought it '
'where there is a well-formed one. Never client data.';
