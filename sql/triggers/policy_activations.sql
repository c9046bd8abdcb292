-- For every writer, superusers included: each signs under their own name, the time is the real one,
-- the checks have passed, and the facts are those of the table.
create or replace function bankagent.check_author()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    -- The API names people whom it has authenticated; migrate brings what ships.
    if new.created_by is distinct from session_user
        and not (new.created_by = 'bankagent' and new.version < 1000)
        and not is_session_of('bankagent_api')
    then
        raise exception 'database user % may not write a policy in the name of %',
            session_user, new.created_by using errcode = 'BA403';
    end if;
    return new;
end
$$;

comment on function bankagent.check_author() is
'Trigger: refuse a policy version in the name of another. The author is the database user, a '
'person whom the API names, or bankagent for what it ships.';

create or replace trigger policies_author_signs
before insert on bankagent.policies
for each row execute function bankagent.check_author();

create or replace function bankagent.check_activation()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    missing text;
begin
    if new.activated_by is distinct from session_user
        and not (new.activated_by = 'bankagent' and new.version < 1000)
        and not is_session_of('bankagent_api')
    then
        raise exception 'database user % may not activate a policy in the name of %',
            session_user, new.activated_by using errcode = 'BA403';
    end if;
    if new.activated_by <> 'bankagent' then
        new.activated_at := clock_timestamp();
        new.active_from := coalesce(new.active_from, new.activated_at);
    end if;
    select k.kind into missing
    from unnest(array['lint', 'test']) with ordinality as k (kind, place)
    where not coalesce((
        select c.passed
        from policy_checks as c
        where c.key = new.key and c.version = new.version and c.kind = k.kind
        order by c.id desc
        limit 1
    ), false)
    order by k.place
    limit 1;
    if found then
        raise exception 'version % of % has not passed its %: bankagent policy % % --version %',
            new.version, new.key, missing, missing, new.key, new.version using errcode = 'BA409';
    end if;
    new.facts := ops.facts_needed(p.document)
    from policies as p
    where p.key = new.key and p.version = new.version;
    return new;
end
$$;

comment on function bankagent.check_activation() is
'Trigger: refuse an activation that may not be. BA403: it is in the name of another. BA409: the '
'version has not passed its lint and its test.';

create or replace trigger policy_activations_rest_on_checks
before insert on bankagent.policy_activations
for each row execute function bankagent.check_activation();
create or replace trigger policy_activations_append_only
before update or delete or truncate on bankagent.policy_activations
for each statement execute function bankagent.refuse_change();
create or replace trigger policy_checks_append_only
before update or delete or truncate on bankagent.policy_checks
for each statement execute function bankagent.refuse_change();
