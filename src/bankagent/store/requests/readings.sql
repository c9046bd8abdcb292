-- Readings of requests with data about persons.

-- name: note
select bankagent.note_reading(r.id, %(actor)s::text)
from bankagent.banking_requests as r
where
    r.id = any(%(request_ids)s::bigint[])
    and r.request_type = any(%(request_types)s::text[]);

-- name: latest
select n.reader, n.read_at
from bankagent.request_readings as n
where n.request_id = %(request_id)s::bigint
order by n.id desc
limit 50;
