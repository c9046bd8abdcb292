-- For every writer, superusers included: the time is the real one, the checks have passed, and the
-- facts are those of the table.
create or replace function bankagent.check_activation()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    missing text;
begin
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
'Trigger: refuse an activation of a version without passed lint and test. BA409: a check has not '
'passed.';

create or replace trigger policy_activations_rest_on_checks
before insert on bankagent.policy_activations
for each row execute function bankagent.check_activation();
create or replace trigger policy_activations_append_only
before update or delete or truncate on bankagent.policy_activations
for each statement execute function bankagent.refuse_change();
create or replace trigger policy_checks_append_only
before update or delete or truncate on bankagent.policy_checks
for each statement execute function bankagent.refuse_change();
