-- name: in_force
-- Where a worker does not find all facts of the version in force, it is the one that ended in the
-- last minute: the requests that it has in hand were claimed while that was in force.
select distinct on (a.key) p.key, p.version, p.sha256, p.document as table_json
from ops.policy_periods as a
inner join bankagent.policies as p on p.key = a.key and p.version = a.version
where a.active_from <= clock_timestamp()
order by
    a.key asc,
    (
        a.facts <@ %(facts)s::text[]
        and coalesce(a.active_until > clock_timestamp() - interval '1 minute', true)
    ) desc,
    a.active_from desc;

-- name: newest
-- For a database of schema version 2, which records no activations.
select distinct on (p.key) p.key, p.version, p.sha256, p.document as table_json
from bankagent.policies as p
order by p.key asc, p.version desc;
