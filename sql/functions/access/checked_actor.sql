create or replace function bankagent.is_session_of(p_role text)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- After SET ROLE, as services do in development, the role says it. A superuser is a member of
    -- every role, which says nothing; and who created the roles is a member without their rights.
    if current_setting('role') <> 'none' then
        return current_setting('role') = p_role;
    end if;
    return pg_has_role(session_user, p_role, 'usage') and not (
        select u.rolsuper from pg_catalog.pg_roles as u where u.rolname = session_user
    );
end
$$;

comment on function bankagent.is_session_of(text) is
'Test of the session: true where it is of a service with this role. Its login has the rights of '
'the role and is no superuser, or it has become the role by SET ROLE.';

create or replace function bankagent.may_sign_as(p_name text)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
return p_name = session_user or bankagent.is_session_of('bankagent_api');

comment on function bankagent.may_sign_as(text) is
'Test of the session: true where it may sign with this name. The name is that of the database '
'user itself, or the API names a person whom it has authenticated.';

create or replace function bankagent.hold_reviewer(p_name text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    -- An older snapshot would show authorities that have ended meanwhile. end_authority and
    -- disable_holder write this row, so that PostgreSQL refuses its lock to such a transaction.
    perform from reviewers as r where r.name = p_name for share;
end
$$;

comment on function bankagent.hold_reviewer(text) is
'Hold what a reviewer may do until the end of the transaction. The verbs by which people decide '
'ask it. 40001: it has changed since the snapshot of a repeatable read or serializable '
'transaction, which begins again.';

create or replace function bankagent.checked_actor(actor text)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if actor is null or actor = session_user then
        return session_user;
    end if;
    -- The API authenticates the callers and reviewers that it names; other sessions name themselves.
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may not name another actor: leave actor out', session_user
            using errcode = 'BA403';
    end if;
    -- By itself, as it needs no query: that costs a submission three times as much.
    if actor = 'anonymous' then
        return actor;
    end if;
    if exists (select from callers as c where c.name = actor)
        or exists (select from reviewers as v where v.name = actor)
    then
        return actor;
    end if;
    raise exception '% may not be named as the actor: it is no caller and no reviewer here; add it '
        'by bankagent.add_caller first', left(actor, 64) using errcode = 'BA403';
end
$$;

comment on function bankagent.checked_actor(text) is
'Actor to record: the named one for the API, else the database user itself. The API names callers '
'and reviewers that are registered, and anonymous. BA403: another session names another actor, or '
'the actor is not registered.';
