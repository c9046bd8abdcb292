-- Turns of the workers' housekeeping, which the database gives by time.

-- name: take_turns
-- One after another, in the order given.
select t.kind
from unnest(%(kinds)s::text[], %(seconds)s::double precision[]) as t (kind, seconds)
where bankagent.take_turn(t.kind, make_interval(secs => t.seconds));

-- name: keep_turn
select bankagent.take_turn(
    %(kind)s::text, make_interval(secs => %(seconds)s::double precision), %(goes_on)s::boolean
) as taken;
