-- The request types that the database has.

-- name: stored
-- Through JSON, since a database of version 2 has no column package.
select t.name, t.description, to_jsonb(t) ->> 'package' as package
from bankagent.request_types as t
order by t.name;
