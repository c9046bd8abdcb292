create or replace function bankagent.begin_tool_call(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint,
    p_run integer, p_call jsonb, p_arguments text
)
returns table (tool_call bigint, disposition text, result text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    earlier record;
    kept bigint;
    broken text;
begin
    if not coalesce(
        lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id), false
    ) then
        return query select null::bigint, 'lost', null::text;
        return;
    end if;
    select c.id, c.arguments_sha256, r.tool_call is not null as ended into earlier
    from tool_calls as c
    left join tool_results as r on r.tool_call = c.id
    where c.request_id = p_request_id
        and c.run = p_run
        and c.name = p_call ->> 'name'
        and c.occurrence = (p_call ->> 'occurrence')::integer;
    if found then
        if earlier.arguments_sha256 <> encode(sha256(convert_to(p_arguments, 'UTF8')), 'hex') then
            perform refuse_record('arguments', 'a_call_keeps_its_arguments');
        end if;
        return query select
            earlier.id, case when earlier.ended then 'ended' else 'in_doubt' end, null::text;
        return;
    end if;
    perform keep_agent_texts(p_request_id, array[p_arguments]);
    insert into tool_calls (
        request_id, run, name, occurrence, tool_call_id, arguments_sha256, effect,
        idempotency_key, job_id, attempt
    )
    values (
        p_request_id, p_run, p_call ->> 'name', (p_call ->> 'occurrence')::integer,
        p_call ->> 'tool_call_id', encode(sha256(convert_to(p_arguments, 'UTF8')), 'hex'),
        p_call ->> 'effect',
        -- Made here, so that no worker gives a call the key of another request's effect.
        case when p_call ->> 'effect' <> 'read' then format(
            'request/%s/%s/%s', p_request_id, p_call ->> 'name', (p_call ->> 'effect_number')::integer
        ) || '/' || encode(sha256(convert_to(p_arguments, 'UTF8')), 'hex') end,
        p_job_id, p_attempts + 1
    )
    returning id into kept;
    -- What an earlier run did is not done again: the result of the same effect is given anew.
    select t.content::text as content, r.tool_call is not null as ended into earlier
    from tool_calls as c
    inner join tool_calls as own on own.id = kept and own.idempotency_key = c.idempotency_key
    left join tool_results as r on r.tool_call = c.id
    left join agent_steps as s on s.id = r.step_id
    left join agent_texts as t on t.request_id = s.request_id and t.sha256 = s.result_sha256
    where c.id <> kept
    order by r.tool_call is not null desc, c.id
    limit 1;
    return query select
        kept,
        case when earlier is null then 'begun' when earlier.ended then 'repeated' else 'in_doubt' end,
        earlier.content;
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name;
        perform refuse_record('call', coalesce(nullif(broken, ''), 'its_values_have_their_form'));
end
$$;

comment on function
bankagent.begin_tool_call(bigint, bigint, integer, bigint, integer, jsonb, text) is
'Record that a tool is called, before it is. In the transaction of its writes, or alone before a '
'call to the outside. call: {"name", "occurrence", "tool_call_id", "effect", "effect_number"}; '
'arguments is canonical JSON. Returns the call and a disposition: begun; in_doubt (an earlier '
'attempt began it and recorded no end); repeated (an earlier run had this effect, and result is '
'what came of it: do nothing); ended; lost. BA422: a value is wrong, or the call has '
'other arguments.';
