-- Readings of requests with data about persons.

-- name: note
select bankagent.note_reading(%(request_id)s::bigint, %(actor)s::text);

-- name: latest
select n.reader, n.read_at
from bankagent.request_readings as n
where n.request_id = %(request_id)s::bigint
order by n.id desc
limit 50;
