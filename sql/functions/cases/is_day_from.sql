create or replace function bankagent.is_day_from(p_day text, p_from date)
returns boolean
language plpgsql immutable
set search_path to bankagent, pg_temp
set datestyle to 'ISO, YMD'
-- Where it is on, an error ends the session although it is caught below.
set exit_on_error to off
as $$
begin
    return p_day is null or (p_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and p_day::date >= p_from);
exception
    when datetime_field_overflow or invalid_datetime_format then
        return false;
end
$$;

comment on function bankagent.is_day_from(text, date) is
'Test of a text: true where it is a day, as 2027-01-31, from this one on. Also where it is null.';
