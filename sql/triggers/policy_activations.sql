-- For every writer, superusers included: each signs under their own name, the time is the real one,
-- the checks have passed, and the facts are those of the table.
create or replace function bankagent.check_author()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    signed text := to_jsonb(new) ->> tg_argv[0];
begin
    -- The API names people whom it has authenticated; migrate brings what ships.
    if not (signed in ('bankagent', shipped_by(new.key)) and new.version < 1000)
        and not coalesce(may_sign_as(signed), false)
    then
        raise exception 'database user % may not write into % in the name of %',
            session_user, tg_table_name, signed using errcode = 'BA403';
    end if;
    if tg_table_name = 'policies' then
        new.created_at := clock_timestamp();
    else
        new.checked_at := clock_timestamp();
    end if;
    return new;
end
$$;

comment on function bankagent.check_author() is
'Trigger: refuse a policy version or a check in the name of another. The name is the database '
'user, a person whom the API names, or bankagent or a package for what it ships. The time is the '
'real one.';

create or replace trigger policies_author_signs
before insert on bankagent.policies
for each row execute function bankagent.check_author('created_by');
create or replace trigger policy_checks_checker_signs
before insert on bankagent.policy_checks
for each row execute function bankagent.check_author('checked_by');

-- Migrate alone writes such a row, before any other of the policy.
create or replace function bankagent.was_in_force_unrecorded(
    p_key text, p_version integer, p_since timestamptz
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from policies as p
        where p.key = p_key and p.version = p_version and p.created_at = p_since
    )
    and not exists (
        select
        from policy_activations as a
        inner join policies as p on p.key = a.key and p.version = a.version
        where a.key = p_key and a.active_from <> p.created_at
    )
$$;

comment on function bankagent.was_in_force_unrecorded(text, integer, timestamptz) is
'Test of a policy version: true where it was in force without a record. Before activations were '
'recorded, that was so since it was stored.';

create or replace function bankagent.check_activation()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    missing text;
begin
    if not (new.activated_by = 'bankagent' and new.version < 1000)
        and not coalesce(may_sign_as(new.activated_by), false)
    then
        raise exception 'database user % may not activate a policy in the name of %',
            session_user, new.activated_by using errcode = 'BA403';
    end if;
    if not (
        new.activated_by = 'bankagent'
        and coalesce(new.activated_at = new.active_from, false)
        and was_in_force_unrecorded(new.key, new.version, new.active_from)
    ) then
        new.activated_at := clock_timestamp();
        if new.activated_by = 'bankagent' or new.active_from is null then
            new.active_from := new.activated_at;
        end if;
        if new.active_from < new.activated_at or not isfinite(new.active_from) then
            raise exception 'active_from must be a time to come' using
                errcode = 'BA422', column = 'active_from', hint = 'must be a time to come';
        end if;
        missing := check_not_passed(new.key, new.version);
        if missing is not null then
            raise exception
                'version % of % has not passed its %: bankagent policy % % --version %',
                new.version, new.key, missing, missing, new.key, new.version
                using errcode = 'BA409';
        end if;
    end if;
    new.withdrawn_at := null;
    new.withdrawn_by := null;
    new.withdrawal_reason := null;
    new.facts := ops.facts_needed(p.document)
    from policies as p
    where p.key = new.key and p.version = new.version;
    return new;
end
$$;

comment on function bankagent.check_activation() is
'Trigger: refuse an activation that may not be. The time is the real one. BA403: it is in the name '
'of another. BA409: the version has not passed its lint and its test. BA422: its time is past.';

create or replace function bankagent.check_not_passed(p_key text, p_version integer)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select k.kind
    from unnest(array['lint', 'test']) with ordinality as k (kind, place)
    where not coalesce((
        select c.passed
        from policy_checks as c
        where c.key = p_key and c.version = p_version and c.kind = k.kind
        order by c.id desc
        limit 1
    ), false)
    order by k.place
    limit 1
$$;

comment on function bankagent.check_not_passed(text, integer) is
'Check that a policy version has not passed the last time: lint or test. Null for none.';

create or replace trigger policy_activations_rest_on_checks
before insert on bankagent.policy_activations
for each row execute function bankagent.check_activation();
create or replace trigger policy_activations_append_only
before delete or truncate on bankagent.policy_activations
for each statement execute function bankagent.refuse_change();
create or replace trigger policy_checks_append_only
before update or delete or truncate on bankagent.policy_checks
for each statement execute function bankagent.refuse_change();
