-- An activation is withdrawn once, before its time, and nothing else of it changes: for every
-- writer, superusers included.
create or replace function bankagent.check_withdrawal()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    may_change text[] := array['withdrawn_at', 'withdrawn_by', 'withdrawal_reason'];
begin
    if old.withdrawn_at is not null
        or new.withdrawn_by is null
        or to_jsonb(new) - may_change is distinct from to_jsonb(old) - may_change
    then
        raise exception 'policy_activations is append-only: an activation is withdrawn once, by '
            'withdraw_activation, and does not change' using errcode = 'BA403';
    end if;
    if not may_sign_as(new.withdrawn_by) then
        raise exception 'database user % may not withdraw an activation in the name of %',
            session_user, new.withdrawn_by using errcode = 'BA403';
    end if;
    new.withdrawn_at := clock_timestamp();
    if old.active_from <= new.withdrawn_at then
        raise exception 'version % of % has come into force: activate another version instead',
            old.version, old.key using errcode = 'BA409';
    end if;
    return new;
end
$$;

comment on function bankagent.check_withdrawal() is
'Trigger: an activation is withdrawn once, and does not change. The name is one''s own.';

-- At the commit, too: meanwhile workers may have decided by it.
create or replace function bankagent.check_withdrawn_in_time()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if new.active_from <= clock_timestamp() then
        raise exception 'version % of % has come into force: activate another version instead',
            new.version, new.key using errcode = 'BA409';
    end if;
    return null;
end
$$;

comment on function bankagent.check_withdrawn_in_time() is
'Trigger: a withdrawal is committed before the activation comes into force.';

create or replace trigger policy_activations_withdrawn_once
before update on bankagent.policy_activations
for each row execute function bankagent.check_withdrawal();
-- PostgreSQL does not replace a constraint trigger.
drop trigger if exists policy_activations_withdrawn_in_time on bankagent.policy_activations;
create constraint trigger policy_activations_withdrawn_in_time
after update on bankagent.policy_activations
deferrable initially deferred
for each row execute function bankagent.check_withdrawn_in_time();
