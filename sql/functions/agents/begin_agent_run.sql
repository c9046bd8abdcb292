create or replace function bankagent.begin_agent_run(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint,
    p_name text, p_definition text, p_input_sha256 text
)
returns table (run integer, disposition text, reason text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    digest text := encode(sha256(convert_to(p_definition, 'UTF8')), 'hex');
    latest agent_runs;
    why text := 'first';
    broken text;
begin
    if not coalesce(
        lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id), false
    ) then
        return query select null::integer, 'lost', null::text;
        return;
    end if;
    select * into latest
    from agent_runs as r
    where r.request_id = p_request_id
    order by r.run desc
    limit 1;
    if latest.definition_sha256 = digest and latest.input_sha256 = p_input_sha256 then
        return query select latest.run, 'resumed', latest.reason;
        return;
    elsif latest.definition_sha256 <> digest then
        why := 'definition_changed';
    elsif latest.run is not null then
        why := 'input_changed';
    end if;
    insert into agent_definitions (sha256, name, definition)
    values (digest, p_name, p_definition::json)
    on conflict (sha256) do nothing;
    insert into agent_runs (
        request_id, run, definition_sha256, input_sha256, reason, job_id, attempt
    )
    values (
        p_request_id, coalesce(latest.run, 0) + 1, digest, p_input_sha256, why, p_job_id,
        p_attempts + 1
    );
    return query select coalesce(latest.run, 0) + 1, 'begun', why;
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name;
        perform refuse_record('definition', coalesce(nullif(broken, ''), 'it_is_json'));
end
$$;

comment on function
bankagent.begin_agent_run(bigint, bigint, integer, bigint, text, text, text) is
'Begin or resume the agent run of a request, for the attempt that owns it. A run goes on while '
'definition and input are the same; else a new one begins, and none of its steps is replayed. '
'Returns its number, a disposition (begun, resumed, lost) and the reason of the run. BA422: the '
'definition or a digest is wrong.';
