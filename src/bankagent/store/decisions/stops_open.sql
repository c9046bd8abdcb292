-- name: open_stops
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
