create or replace view ops.reference_in_force as
select
    v.dataset,
    v.version,
    v.as_of,
    now() - v.as_of::timestamp at time zone 'UTC' as age,
    v.row_count,
    v.source,
    v.description,
    v.activated_at,
    v.activated_by,
    v.is_shipped,
    v.sha256,
    v.id as reference_version_id
from bankagent.reference_versions as v
where v.activated_at is not null and v.retired_at is null;

comment on view ops.reference_in_force is
'Reference data in force: the version of each dataset. It shows how old the rows are, and by whom '
'the version was activated.';
comment on column ops.reference_in_force.dataset is 'Dataset, for example fx_rates.';
comment on column ops.reference_in_force.version is 'Version of the dataset.';
comment on column ops.reference_in_force.as_of is 'Day for which the source published the rows.';
comment on column ops.reference_in_force.age is 'Time since the beginning of that day (UTC).';
comment on column ops.reference_in_force.row_count is 'Number of rows.';
comment on column ops.reference_in_force.source is 'Origin of the rows.';
comment on column ops.reference_in_force.description is 'Purpose and limits of the rows.';
comment on column ops.reference_in_force.activated_at is 'Time from which it is in force (UTC).';
comment on column ops.reference_in_force.activated_by is 'Operator who activated it.';
comment on column ops.reference_in_force.is_shipped is
'True for rows that bankagent ships, as long as no operator has activated others.';
comment on column ops.reference_in_force.sha256 is 'SHA-256, in hex, of the rows.';
comment on column ops.reference_in_force.reference_version_id is
'Number of the version; reference_versions.id.';
