create or replace function bankagent.keep_agent_texts(p_request_id bigint, p_texts text[])
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if coalesce(cardinality(p_texts), 0) > 1000 then
        perform refuse_record('texts', 'a_step_has_at_most_1000_texts');
    end if;
    -- In one order, so that no two transactions wait for each other.
    insert into agent_texts (request_id, sha256, content)
    select distinct on (t.sha256) p_request_id, t.sha256, t.content::json
    from (
        select encode(sha256(convert_to(u.content, 'UTF8')), 'hex') as sha256, u.content
        from unnest(p_texts) as u (content)
    ) as t
    order by t.sha256
    on conflict on constraint agent_texts_pkey do nothing;
end
$$;

comment on function bankagent.keep_agent_texts(bigint, text[]) is
'Keep JSON texts of a request, each once. The database computes their digests itself.';

create or replace function bankagent.keep_agent_messages(p_request_id bigint, p_messages jsonb)
returns bigint[]
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    given record;
    last_id bigint;
    found_id bigint;
    kept bigint[] := '{}';
begin
    if jsonb_typeof(p_messages) is distinct from 'array'
        or jsonb_array_length(p_messages) not between 1 and 1000
    then
        perform refuse_record('messages', 'a_call_has_1_to_1000_messages');
    end if;
    for given in
        select e.n::integer as n, e.value ->> 'sha256' as sha256, e.value ->> 'role' as role
        from jsonb_array_elements(p_messages) with ordinality as e (value, n)
        order by e.n
    loop
        select m.id into found_id
        from agent_messages as m
        where m.request_id = p_request_id
            and m.parent_id is not distinct from last_id
            and m.content_sha256 = given.sha256
            and m.role = given.role;
        if not found then
            insert into agent_messages (request_id, parent_id, position, role, content_sha256)
            values (p_request_id, last_id, given.n, given.role, given.sha256)
            returning id into found_id;
        end if;
        last_id := found_id;
        kept := kept || found_id;
    end loop;
    return kept;
end
$$;

comment on function bankagent.keep_agent_messages(bigint, jsonb) is
'Keep the messages of a conversation, each once behind the one before. Returns their numbers.';
