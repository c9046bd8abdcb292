-- Stops of automatic decisions.

-- name: stop
select
    s.id,
    s.request_type,
    s.reason,
    s.stopped_at,
    s.stopped_by,
    s.lift_asked_at,
    s.lift_asked_by,
    s.lifted_at,
    s.lifted_by
from bankagent.stop_decisions(%(request_type)s::text, %(reason)s::text) as s;

-- name: lift
select
    s.id,
    s.request_type,
    s.reason,
    s.stopped_at,
    s.stopped_by,
    s.lift_asked_at,
    s.lift_asked_by,
    s.lifted_at,
    s.lifted_by
from bankagent.lift_stop(%(request_type)s::text) as s;

-- name: in_force
select
    s.id,
    s.request_type,
    s.reason,
    s.stopped_at,
    s.stopped_by,
    s.lift_asked_at,
    s.lift_asked_by,
    s.lifted_at,
    s.lifted_by
from bankagent.stops as s
where s.lifted_at is null
order by s.id;
