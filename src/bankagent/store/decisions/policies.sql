-- name: in_force
-- Where a worker does not find all facts of the version in force, it is the one that ended in the
-- last minute: the requests that it has in hand were claimed while that was in force.
-- Counts of cases that are many enough for a confidence come along, by request type and rules.
select
    p.key,
    p.version,
    p.sha256,
    p.document as table_json,
    (
        select jsonb_agg(jsonb_build_array(c.request_type, c.rules, c.cases, c.upheld))
        from bankagent.recommendation_counts as c
        where
            c.policy_key = p.key
            and c.policy_version = p.version
            and c.cases >= %(least_cases)s::integer
    ) as upheld
from (
    select distinct on (a.key) a.key, a.version
    from ops.policy_periods as a
    where a.active_from <= clock_timestamp()
    order by
        a.key asc,
        (
            a.facts <@ %(facts)s::text[]
            and coalesce(a.active_until > clock_timestamp() - interval '1 minute', true)
        ) desc,
        a.active_from desc
) as chosen
inner join bankagent.policies as p on p.key = chosen.key and p.version = chosen.version;

-- name: newest
-- For a database of schema version 2, which records no activations.
select distinct on (p.key)
    p.key, p.version, p.sha256, p.document as table_json, null::jsonb as upheld
from bankagent.policies as p
order by p.key asc, p.version desc;
