create or replace function ops.facts_needed(p_document text)
returns text[]
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select coalesce(array_agg(f.name order by f.name), '{}')
    from jsonb_path_query(
        p_document::jsonb, '$.nodes[*] ? (@.type == "inputNode").content.schema'
    ) as s (written)
    -- Editors of the engine write the schema as a string.
    cross join jsonb_array_elements_text(
        case jsonb_typeof(s.written)
            when 'string' then (s.written #>> '{}')::jsonb
            else s.written
        end -> 'required'
    ) as f (name)
$$;

comment on function ops.facts_needed(text) is
'Facts that a decision table needs. Example: select ops.facts_needed(p.document) from '
'bankagent.policies as p. A trigger keeps them with each activation.';
