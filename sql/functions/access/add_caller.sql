create or replace function bankagent.add_caller(p_name text, p_scopes text[] default null)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if p_scopes is not null and not coalesce(
        p_scopes <@ known_scopes() and cardinality(p_scopes) > 0, false
    ) then
        raise exception 'scopes must be some of: %', array_to_string(known_scopes(), ', ') using
            errcode = 'BA422',
            column = 'scopes',
            hint = 'must be some of: ' || array_to_string(known_scopes(), ', ');
    end if;
    insert into callers (name, scopes)
    values (checked_name(p_name), coalesce(p_scopes, '{requests:write,requests:read}'))
    on conflict (name) do nothing;
    if found then
        return true;
    end if;
    update callers set scopes = p_scopes where name = p_name and p_scopes is not null;
    return false;
end
$$;

comment on function bankagent.add_caller(text, text[]) is
'Add a program that may call the API, or change the scopes of one; true if new. Where p_scopes is '
'null, a new caller may write and read its own requests, and an existing one keeps its scopes. '
'Existing keys stay valid. Example: select bankagent.add_caller(''desk-app'', '
'''{requests:write,requests:read}''). BA422: the name or a scope is wrong.';
