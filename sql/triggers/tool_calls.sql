-- A tool call with an effect is made once, as its request asks for or as people approved.
-- Superusers are held to it. It runs in the transaction of the effect, which a refusal takes back.

create or replace function bankagent.is_made_before(
    p_call bankagent.tool_calls, p_tool_call_id text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from tool_calls as c
        where c.request_id = p_call.request_id
            and c.run = p_call.run
            and c.name = p_call.name
            and c.arguments_sha256 = p_call.arguments_sha256
            and c.tool_call_id = coalesce(p_tool_call_id, c.tool_call_id)
            and c.id <> p_call.id
    )
$$;

comment on function bankagent.is_made_before(bankagent.tool_calls, text) is
'Test of a call: true where its run has another one with these arguments. Under this id of the '
'model, or under any where it is null. An approval is of one call.';

create or replace function bankagent.check_tool_call()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from agent_runs as r
        inner join agent_definitions as d on d.sha256 = r.definition_sha256
        cross join lateral json_array_elements(d.definition -> 'tools') as t (value)
        where r.request_id = new.request_id
            and r.run = new.run
            and t.value ->> 'name' = new.name
            and (t.value ->> 'needs_approval')::boolean
    ) then
        return null;
    end if;
    -- The field of the request with the tool's name has the arguments that its caller asked for.
    if exists (
        select
        from banking_requests as r
        inner join agent_texts as t
            on t.request_id = r.id and t.sha256 = new.arguments_sha256
        where r.id = new.request_id and r.payload -> new.name = t.content::jsonb
    ) and not is_made_before(new, null) or exists (
        select
        from ops.call_approvals as a
        where a.request_id = new.request_id
            and a.run = new.run
            and a.tool_call_id = new.tool_call_id
            and a.name = new.name
            and a.arguments_sha256 = new.arguments_sha256
            and a.verdict = 'approved'
    ) and not is_made_before(new, new.tool_call_id) then
        return null;
    end if;
    raise exception 'request %: people have not approved the call of % with these arguments',
        new.request_id, new.name using errcode = 'BA403';
end
$$;

comment on function bankagent.check_tool_call() is
'Trigger: a call that needs an approval has arguments that people approved. Or those that the '
'request itself has in the field of the tool''s name.';

create or replace trigger tool_calls_are_approved
after insert on bankagent.tool_calls
for each row when (new.effect <> 'read')
execute function bankagent.check_tool_call();
