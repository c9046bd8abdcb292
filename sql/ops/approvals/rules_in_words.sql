create or replace function ops.rules_in_words(fired jsonb, outcome text)
returns text
language sql stable
set search_path to pg_catalog, pg_temp
as $$
    select coalesce(
        string_agg(
            rtrim(rule.value ->> 'text', '.') || ' (' || (rule.value ->> 'rule_id') || ')',
            '; ' order by rule.n
        ),
        'no rule says why'
    )
    from jsonb_array_elements(
        case jsonb_typeof(fired) when 'array' then fired else '[]' end
    ) with ordinality as rule (value, n)
    where rule.value ->> 'outcome' = outcome
$$;

comment on function ops.rules_in_words(jsonb, text) is
'Texts of the fired rules that led to an outcome, with their ids. Example: select '
'ops.rules_in_words(fired, outcome) from bankagent.evaluations where request_id = 7.';
