-- A stop waits for the decisions that are being committed, which takes milliseconds: after it is
-- committed there are none. settle_jobs shares the lock from before its snapshot.
create or replace function bankagent.wait_for_decisions()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(stops_lock());
    return null;
end
$$;

comment on function bankagent.wait_for_decisions() is
'Trigger: a stop waits for decisions that are being committed.';

create or replace trigger stops_wait_for_decisions
before insert on bankagent.stops
for each statement execute function bankagent.wait_for_decisions();
create or replace trigger stops_no_delete
before delete or truncate on bankagent.stops
for each statement execute function bankagent.refuse_change();
-- Each signs under their own name, at the real time.
create or replace function bankagent.check_stop()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    at timestamptz := clock_timestamp();
    signed text;
begin
    if tg_op = 'INSERT' then
        signed := new.stopped_by;
        new.stopped_at := at;
        if num_nonnulls(new.lift_asked_by, new.lift_asked_at, new.lifted_by, new.lifted_at) > 0 then
            raise exception 'a stop begins open: use stop_decisions' using errcode = 'BA403';
        end if;
    elsif new.lifted_by is null then
        signed := new.lift_asked_by;
        new.lift_asked_at := at;
    else
        signed := new.lifted_by;
        new.lifted_at := at;
    end if;
    if not coalesce(may_sign_as(signed), false) then
        raise exception 'database user % may not stop decisions or lift a stop in the name of %',
            session_user, signed using errcode = 'BA403';
    end if;
    return new;
end
$$;

comment on function bankagent.check_stop() is
'Trigger: stops and their lifting are signed. The name is one''s own, the time the real one.';

create or replace trigger stops_signed_by_people
before insert or update on bankagent.stops
for each row execute function bankagent.check_stop();
-- A lift is asked once and done once; no other column changes.
create or replace trigger stops_lift_once
before update on bankagent.stops
for each row
when (
    old.lifted_at is not null
    or (
        old.lift_asked_by is not null
        and (
            new.lifted_by is null
            or (new.lift_asked_by, new.lift_asked_at)
            is distinct from (old.lift_asked_by, old.lift_asked_at)
        )
    )
    or (old.lift_asked_by is null and new.lifted_by is not null)
    or (new.id, new.request_type, new.reason, new.stopped_at, new.stopped_by)
    is distinct from (old.id, old.request_type, old.reason, old.stopped_at, old.stopped_by)
)
execute function bankagent.refuse_change();
