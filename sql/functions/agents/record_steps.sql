create or replace function bankagent.record_steps(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint,
    p_run integer, p_step jsonb, p_result text, p_texts text[] default null
)
returns table (step_id bigint, disposition text, result text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    is_new bigint;
    stored record;
    definition text;
    broken text;
begin
    if not coalesce(
        lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id), false
    ) then
        return query select null::bigint, 'lost', null::text;
        return;
    end if;
    -- Only the latest run goes on: what it replaced takes no more steps.
    select r.definition_sha256 into definition
    from agent_runs as r
    where r.request_id = p_request_id
        and r.run = p_run
        and r.run = (select max(a.run) from agent_runs as a where a.request_id = p_request_id);
    if not found then
        perform refuse_record('run', 'it_is_the_latest_of_its_request');
    end if;
    select s.id, s.input_sha256, t.content::text as content into stored
    from agent_steps as s
    inner join agent_texts as t on t.request_id = s.request_id and t.sha256 = s.result_sha256
    where s.request_id = p_request_id
        and s.run = p_run
        and s.kind = p_step ->> 'kind'
        and s.name = p_step ->> 'name'
        and s.occurrence = (p_step ->> 'occurrence')::integer;
    if found then
        if stored.input_sha256 is distinct from p_step ->> 'input_sha256' then
            perform refuse_record('input_sha256', 'a_step_keeps_its_input');
        end if;
        return query select stored.id, 'replayed', stored.content;
        return;
    end if;
    perform keep_agent_texts(p_request_id, p_texts || p_result);
    insert into agent_steps (
        request_id, run, number, job_id, attempt, kind, name, occurrence, definition_sha256,
        input_sha256, result_sha256, started_at, ended_at
    )
    values (
        p_request_id, p_run,
        1 + coalesce((
            select max(s.number) from agent_steps as s
            where s.request_id = p_request_id and s.run = p_run
        ), 0),
        p_job_id, p_attempts + 1, p_step ->> 'kind', p_step ->> 'name',
        (p_step ->> 'occurrence')::integer, definition, p_step ->> 'input_sha256',
        encode(sha256(convert_to(p_result, 'UTF8')), 'hex'),
        (p_step ->> 'started_at')::timestamptz, (p_step ->> 'ended_at')::timestamptz
    )
    returning id into is_new;
    if p_step ->> 'kind' = 'model' then
        perform keep_model_call(p_request_id, is_new, p_step -> 'model_call');
    elsif p_step ->> 'kind' = 'tool' then
        perform keep_tool_result(p_request_id, p_run, is_new, p_step);
    end if;
    if jsonb_typeof(p_step -> 'retrieval') = 'object' then
        perform keep_retrieval(p_request_id, is_new, p_step -> 'retrieval');
    end if;
    if p_step ->> 'kind' = 'answer' then
        perform keep_citations(
            p_request_id, p_run, is_new, coalesce(nullif(p_step -> 'citations', 'null'), '[]')
        );
    end if;
    return query select is_new, 'recorded', p_result;
exception
    when integrity_constraint_violation or data_exception then
        get stacked diagnostics broken = constraint_name;
        perform refuse_record('step', coalesce(nullif(broken, ''), 'its_values_have_their_form'));
end
$$;

comment on function
bankagent.record_steps(bigint, bigint, integer, bigint, integer, jsonb, text, text[]) is
'Record a step of an agent''s work, with its call. For the attempt that owns the request. '
'step: {"kind", "name", "occurrence", "input_sha256", "started_at", "ended_at", "model_call"?: '
'{"provider", "model", "version", "parameters", "response_id", "input_tokens", "output_tokens", '
'"cached_tokens", "cost", "latency_ms", "sent_sha256", "messages": [{"sha256", "role"}], '
'"call_id"?}, "outcome"?, "in_doubt"?, "retrieval"?, "citations"?}. result is JSON text; texts '
'are those that messages name. Returns the step, a disposition (recorded; replayed: it was '
'recorded before, and result is what is stored; lost: nothing was written) and the result. A tool '
'step needs begin_tool_call. BA422: a value is wrong, the run is not the latest, or the step was '
'recorded with another input.';

create or replace function bankagent.keep_model_call(
    p_request_id bigint, p_step_id bigint, p_call jsonb
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    kept bigint[] := keep_agent_messages(p_request_id, p_call -> 'messages');
begin
    if cardinality(kept) < 2 then
        perform refuse_record('messages', 'a_call_has_a_prompt_and_an_answer');
    end if;
    if p_call ->> 'call_id' is not null and not exists (
        select
        from model_call_starts as s
        where s.id = (p_call ->> 'call_id')::bigint and s.request_id = p_request_id
    ) then
        perform refuse_record('call_id', 'a_call_was_begun_for_its_request');
    end if;
    insert into model_calls (
        step_id, request_id, call_id, provider, model, version, parameters, response_id,
        input_tokens, output_tokens, cached_tokens, cost, latency_ms, sent_sha256,
        last_message_id, answer_message_id
    )
    values (
        p_step_id, p_request_id, (p_call ->> 'call_id')::bigint, p_call ->> 'provider',
        p_call ->> 'model', p_call ->> 'version',
        (p_call -> 'parameters')::json, p_call ->> 'response_id',
        (p_call ->> 'input_tokens')::integer, (p_call ->> 'output_tokens')::integer,
        (p_call ->> 'cached_tokens')::integer, (p_call ->> 'cost')::numeric,
        (p_call ->> 'latency_ms')::integer, p_call ->> 'sent_sha256',
        kept[cardinality(kept) - 1], kept[cardinality(kept)]
    );
end
$$;

comment on function bankagent.keep_model_call(bigint, bigint, jsonb) is
'Keep the record of a model call. Of its messages the answer is the last.';

create or replace function bankagent.keep_tool_result(
    p_request_id bigint, p_run integer, p_step_id bigint, p_step jsonb
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    insert into tool_results (tool_call, step_id, outcome, in_doubt)
    select
        c.id, p_step_id, p_step ->> 'outcome', coalesce((p_step ->> 'in_doubt')::boolean, false)
    from tool_calls as c
    where c.request_id = p_request_id
        and c.run = p_run
        and c.name = p_step ->> 'name'
        and c.occurrence = (p_step ->> 'occurrence')::integer;
    if not found then
        perform refuse_record('step', 'a_tool_step_has_a_call');
    end if;
end
$$;

comment on function bankagent.keep_tool_result(bigint, integer, bigint, jsonb) is
'Keep the end of a tool call, with its step.';
