-- Reference data in force.

-- name: in_force
select
    f.dataset,
    f.version,
    f.as_of,
    f.age,
    f.row_count,
    f.source,
    f.description,
    f.activated_at,
    f.activated_by,
    f.is_shipped,
    f.sha256
from ops.reference_in_force as f
order by f.dataset;
