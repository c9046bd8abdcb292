create or replace function ops.findings_in_words(p_counts jsonb)
returns text
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select coalesce(string_agg(e.key || ' ' || e.value, ', ' order by e.key collate "C"), 'none')
    from jsonb_each_text(
        case jsonb_typeof(p_counts) when 'object' then p_counts else '{}' end
    ) as e
    where e.value <> '0'
$$;

comment on function ops.findings_in_words(jsonb) is
'Counts of findings of an audit entry as text, as verdicts 2. Example: select '
'ops.findings_in_words(''{"verdicts": 2}'').';
