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
