-- Reference data in force.

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
