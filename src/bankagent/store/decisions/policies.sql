-- name: in_force
select distinct on (a.key) p.key, p.version, p.sha256, p.document as table_json
from bankagent.policy_activations as a
inner join bankagent.policies as p on p.key = a.key and p.version = a.version
where a.active_from <= clock_timestamp()
order by a.key asc, a.active_from desc;

-- name: newest
-- For a database of schema version 2, which records no activations.
select distinct on (p.key) p.key, p.version, p.sha256, p.document as table_json
from bankagent.policies as p
order by p.key asc, p.version desc;
