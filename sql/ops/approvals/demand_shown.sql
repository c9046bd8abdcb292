create or replace function ops.demand_shown(
    p_stages jsonb, p_amount numeric, p_currency text
)
returns jsonb
language sql immutable
set search_path to pg_catalog, pg_temp
as $$
    select case
        when jsonb_array_length(p_stages) = 1
            and p_stages #>> '{0,role}' is null
            and p_stages #>> '{0,votes}' = '1' then null
        else jsonb_build_object(
            'exposure', jsonb_build_array(p_amount, p_currency),
            'stages', (
                select jsonb_agg(
                    jsonb_build_array(s.value -> 'stage', s.value ->> 'role', s.value -> 'votes')
                    order by s.n
                )
                from jsonb_array_elements(p_stages) with ordinality as s (value, n)
            )
        )
    end
$$;

comment on function ops.demand_shown(jsonb, numeric, text) is
'Demand of an approval as its digest covers it. Has exposure, and stages with role and votes. Null '
'where one vote of any role is asked for, whose digest is as before there were stages. Example: '
'select ops.demand_shown(''[{"stage": 1, "role": "senior", "votes": 1}]'', 5, ''USD'').';
