create or replace function bankagent.checked_person(p_actor text)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    person text := checked_actor(p_actor);
begin
    if person_key(person) = 'bankagent' then
        raise exception 'the name bankagent stands for what it ships: act under a name of your own'
            using errcode = 'BA403';
    end if;
    if person <> session_user and not exists (
        select
        from reviewers as r
        where r.name = person and r.role = 'compliance' and r.disabled_at is null
    ) then
        raise exception 'this needs a reviewer with the role compliance, and % is none', person using errcode = 'BA403';
    end if;
    -- Four eyes need two people, and a service's login is none.
    if person = session_user
        and (is_session_of('bankagent_api') or is_session_of('bankagent_worker'))
    then
        raise exception 'this needs a person, and % is a service: it must name one, or one of the '
            'members of bankagent_owner does it', person using errcode = 'BA403';
    end if;
    return person;
end
$$;

comment on function bankagent.checked_person(text) is
'Person who changes a policy: a database user, or a reviewer named by a service. BA403: it is '
'a service, or a reviewer without the role compliance.';
