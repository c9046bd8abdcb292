create or replace function bankagent.checked_actor(actor text)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if actor is null or actor = session_user then
        return session_user;
    end if;
    -- Services authenticate the callers and reviewers that they name; other users name themselves.
    if pg_has_role(session_user, 'bankagent_api', 'member')
        or pg_has_role(session_user, 'bankagent_worker', 'member')
    then
        return left(actor, 200);
    end if;
    raise exception 'database user % may not name another actor: leave actor out', session_user
        using errcode = 'BA403';
end
$$;

comment on function bankagent.checked_actor(text) is
'Actor to record: the named one for a service, else the database user itself. A service is a '
'member of bankagent_api or bankagent_worker. BA403: another database user names another actor.';
