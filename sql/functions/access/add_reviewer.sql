create or replace function bankagent.add_reviewer(p_name text, p_role text)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not coalesce(p_role ~ '^[a-z][a-z0-9_]{0,39}$', false) then
        raise exception 'role must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example '
            'compliance' using
            errcode = 'BA422',
            column = 'role',
            hint = 'must be 1 to 40 of a-z 0-9 _ and begin with a letter, for example compliance';
    end if;
    insert into reviewers (name, role)
    values (checked_name(p_name), p_role)
    on conflict (name) do nothing;
    if found then
        return true;
    end if;
    update reviewers set role = p_role where name = p_name and role <> p_role;
    return false;
end
$$;

comment on function bankagent.add_reviewer(text, text) is
'Add a person who may vote, or change the role of one; true where they are new. Existing keys '
'stay valid. Example: select bankagent.add_reviewer(''anna'', ''compliance''). BA409: the name '
'is another spelling of a reviewer''s. BA422: the name or the role is wrong.';
