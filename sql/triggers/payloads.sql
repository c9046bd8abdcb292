-- A trigger and not a check: a check that fails writes down the row that it refuses, which is what
-- this is to prevent.

create or replace function bankagent.refuse_long_numbers()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception 'payload must have at most 8 numbers of more than 40 digits' using
        errcode = 'BA422',
        table = tg_table_name,
        column = 'payload',
        hint = 'must have at most 8 numbers of more than 40 digits';
end
$$;

comment on function bankagent.refuse_long_numbers() is
'Trigger: refuse a payload whose numbers are too long as text.';

create or replace trigger banking_requests_payload_has_few_long_numbers
before insert or update of payload on bankagent.banking_requests
for each row when (not bankagent.has_few_long_numbers(new.payload))
execute function bankagent.refuse_long_numbers();

comment on trigger banking_requests_payload_has_few_long_numbers on bankagent.banking_requests is
'Bound of a payload as text. A claim reads it, and must not need a gigabyte.';
