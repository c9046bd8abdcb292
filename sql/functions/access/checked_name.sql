create or replace function bankagent.checked_name(p_name text)
returns text
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
begin
    if coalesce(
        p_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' and p_name not in ('anonymous', 'rescuer'),
        false
    ) then
        return p_name;
    end if;
    raise exception 'name must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or '
        'digit; anonymous and rescuer are taken' using
        errcode = 'BA422',
        column = 'name',
        hint = 'must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit; anonymous and '
            'rescuer are taken';
end
$$;

comment on function bankagent.checked_name(text) is
'Name of a caller or reviewer, unchanged. BA422: it is not a valid name.';
