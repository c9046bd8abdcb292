-- Tolerances of a version, for the comparison of pairs.

-- name: tolerances
select t.field, t.asset_class, t.kind as unit, t.amount
from bankagent.tolerances as t
where t.reference_version_id = %(reference_version_id)s::bigint;
