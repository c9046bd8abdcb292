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
-- A lift is asked once and done once; no other column changes.
create or replace trigger stops_lift_once
before update on bankagent.stops
for each row
when (
    old.lifted_at is not null
    or (old.lift_asked_by is not null and new.lift_asked_by is distinct from old.lift_asked_by)
    or (old.lift_asked_by is null and new.lifted_by is not null)
    or (new.id, new.request_type, new.reason, new.stopped_at, new.stopped_by)
    is distinct from (old.id, old.request_type, old.reason, old.stopped_at, old.stopped_by)
)
execute function bankagent.refuse_change();
