-- Reference data in force, and what waits to come into force.

-- name: in_force
-- Days as a number: behind a pooler an interval may come in a style that psycopg does not read.
select
    f.dataset,
    f.version,
    f.as_of,
    floor(extract(epoch from f.age) / 86400)::integer as age_days,
    f.row_count,
    f.source,
    f.description,
    f.activated_at,
    f.activated_by,
    f.is_shipped,
    f.sha256
from ops.reference_in_force as f
order by f.dataset;

-- name: waiting
select
    n.dataset,
    n.version,
    n.imported_at,
    n.imported_by
from (
    select distinct on (v.dataset)
        v.dataset,
        v.version,
        v.imported_at,
        v.imported_by,
        v.activated_at
    from bankagent.reference_versions as v
    order by v.dataset asc, v.version desc
) as n
where n.activated_at is null
order by n.dataset;

-- name: activate_by_person
select v.id
from
    bankagent.activate_reference(
        %(dataset)s::text, %(version)s::integer, %(actor)s::text
    ) as v;
