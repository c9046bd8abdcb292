create or replace function bankagent.has_few_long_numbers(p_value jsonb)
returns boolean
language plpgsql immutable parallel safe
set search_path to pg_catalog, pg_temp
as $$
begin
    -- Not by the text: to write each number down is what this is to prevent.
    return not exists (
        select
        from jsonb_path_query(p_value, 'strict $.** ? (@.type() == "number")') as n (value)
        where abs(n.value::numeric) >= 1e40 or scale(n.value::numeric) > 40
        offset 8
    );
end
$$;

comment on function bankagent.has_few_long_numbers(jsonb) is
'True unless more than 8 numbers have over 40 digits before or behind the point. jsonb keeps '
'1e131071 in 12 bytes and writes it as 131,072 digits, so that 9,000 of them took a gigabyte in '
'each claim. One or two may be a mistake, which the evaluation names.';
