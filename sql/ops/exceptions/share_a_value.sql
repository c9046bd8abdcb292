create or replace function ops.share_a_value(p_one jsonb, p_other jsonb, p_field text)
returns boolean
language sql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
    select case
        when p_one #> array['trade', p_field] is null or p_other #> array['trade', p_field] is null
            then null
        else exists (
            select
            from jsonb_array_elements(p_one #> array['trade', p_field]) as a (value)
            inner join jsonb_array_elements(p_other #> array['trade', p_field]) as b (value)
                on a.value = b.value
        )
    end
$$;

comment on function ops.share_a_value(jsonb, jsonb, text) is
'Test of two comparisons: true where they share a value of this field. Null where one of them '
'has none. Fields are uti, isin and symbol. Example: select ops.share_a_value('
'a.known -> ''comparison'', b.known -> ''comparison'', ''isin'') from bankagent.evaluations as a, '
'bankagent.evaluations as b where a.request_id = 7 and b.request_id = 9.';
