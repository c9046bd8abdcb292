-- Versions of reference data: import, activate, list, compare.

-- name: begin
select bankagent.begin_reference_import(
    %(dataset)s::text, %(source)s::text, %(as_of)s::date, %(description)s::text
);

-- name: add_rows
select bankagent.add_reference_rows(%(id)s::bigint, %(table)s::text, %(rows)s::jsonb);

-- name: earlier
-- The newest version before this import, where it has the same rows as of the same day.
select newest.version
from bankagent.reference_versions as own
cross join
    lateral (
        select v.version, v.sha256, v.as_of
        from bankagent.reference_versions as v
        where v.dataset = own.dataset and v.id <> own.id
        order by v.version desc
        limit 1
    ) as newest
where
    own.id = %(id)s::bigint
    and newest.as_of = own.as_of
    and newest.sha256 = ops.reference_sha256(own.id);

-- name: finish
select
    v.id,
    v.dataset,
    v.version,
    v.source,
    v.as_of,
    v.description,
    v.sha256,
    v.row_count,
    v.imported_at,
    v.imported_by,
    v.is_shipped,
    v.activated_at,
    v.activated_by,
    v.retired_at,
    v.retired_by
from bankagent.finish_reference_import(%(id)s::bigint) as v;

-- name: activate
select
    v.id,
    v.dataset,
    v.version,
    v.source,
    v.as_of,
    v.description,
    v.sha256,
    v.row_count,
    v.imported_at,
    v.imported_by,
    v.is_shipped,
    v.activated_at,
    v.activated_by,
    v.retired_at,
    v.retired_by
from bankagent.activate_reference(%(dataset)s::text, %(version)s::integer) as v;

-- name: retire
select
    v.id,
    v.dataset,
    v.version,
    v.source,
    v.as_of,
    v.description,
    v.sha256,
    v.row_count,
    v.imported_at,
    v.imported_by,
    v.is_shipped,
    v.activated_at,
    v.activated_by,
    v.retired_at,
    v.retired_by
from bankagent.retire_reference(%(dataset)s::text) as v;

-- name: listed
select
    v.id,
    v.dataset,
    v.version,
    v.source,
    v.as_of,
    v.description,
    v.sha256,
    v.row_count,
    v.imported_at,
    v.imported_by,
    v.is_shipped,
    v.activated_at,
    v.activated_by,
    v.retired_at,
    v.retired_by
from bankagent.reference_versions as v
where v.dataset = %(dataset)s::text or (%(dataset)s::text is null and v.retired_at is null)
order by v.dataset asc, v.version desc;

-- name: differences
select
    d.table_name,
    d.change,
    d.key,
    d.old_values,
    d.new_values
from ops.reference_diff(%(dataset)s::text, %(old)s::integer, %(new)s::integer) as d;

-- name: first_differences
select
    d.table_name,
    d.change,
    d.key,
    d.old_values,
    d.new_values
from ops.reference_diff(%(dataset)s::text, %(old)s::integer, %(new)s::integer) as d
limit %(most)s::integer;
