create or replace function bankagent.add_reviewer(p_name text, p_role text)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not coalesce(p_role ~ '^[a-z][a-z0-9_]{0,39}$', false) then
        raise exception 'role must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example '
            'compliance' using errcode = 'BA422';
    end if;
    if not coalesce(
        p_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' and p_name not in ('anonymous', 'rescuer'),
        false
    ) then
        raise exception 'name must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or '
            'digit; anonymous and rescuer are taken' using errcode = 'BA422';
    end if;
    insert into reviewers (name, role) values (p_name, p_role) on conflict (name) do nothing;
    if found then
        return true;
    end if;
    update reviewers set role = p_role where name = p_name and role <> p_role;
    return false;
end
$$;

comment on function bankagent.add_reviewer(text, text) is
'Adds a person who may vote; true where they are new. One who is there keeps their keys and gets '
'this role. BA422 names what is wrong.';
