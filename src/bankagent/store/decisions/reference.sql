-- Reference data, for the facts of a batch: the versions in force, and the rows of a version.

-- name: in_force
-- Of a screening list without one also its last version: a name that was on it is not clear.
select distinct on (v.dataset)
    v.id as reference_version_id,
    v.dataset,
    v.version,
    v.source,
    v.as_of,
    v.retired_at is null as is_in_force
from bankagent.reference_versions as v
where
    v.activated_at is not null
    and (v.retired_at is null or starts_with(v.dataset, 'screening:'))
order by v.dataset asc, v.retired_at is null desc, v.version desc;

-- name: calendars
select
    c.calendar,
    c.weekend,
    c.first_day,
    c.last_day,
    array(
        select d.day
        from bankagent.calendar_days as d
        where d.reference_version_id = c.reference_version_id and d.calendar = c.calendar
    ) as holidays
from bankagent.calendars as c
where c.reference_version_id = %(reference_version_id)s::bigint;

-- name: fx_rates
-- Of the day that is asked for, or of the last day before it that has a rate; null for the newest.
select a.currency, a.asked, r.day, r.units
from unnest(%(currencies)s::text[], %(days)s::date[]) as a (currency, asked)
cross join lateral (
    select x.day, x.rate as units
    from bankagent.fx_rates as x
    where
        x.reference_version_id = %(reference_version_id)s::bigint
        and x.currency = a.currency
        and x.day <= coalesce(a.asked, 'infinity')
    order by x.day desc
    limit 1
) as r;

-- name: trading_limits
select l.scope, l.name, l.currency, l.automatic_limit
from bankagent.trading_limits as l
where l.reference_version_id = %(reference_version_id)s::bigint;

-- name: restricted_instruments
select r.identifier_type, r.identifier, r.restriction
from bankagent.restricted_instruments as r
where r.reference_version_id = %(reference_version_id)s::bigint;

-- name: listed_names
select n.entry_id, n.name, n.name_type
from bankagent.screening_names as n
where n.reference_version_id = %(reference_version_id)s::bigint
order by n.entry_id, n.name;

-- name: listed_identifiers
-- An identifier without a type or a value names nothing: a row may come by psql.
select
    e.entry_id,
    i.value ->> 'type' as identifier_type,
    i.value ->> 'value' as value
from bankagent.screening_entries as e
cross join lateral jsonb_array_elements(e.identifiers) as i (value)
where
    e.reference_version_id = %(reference_version_id)s::bigint
    and i.value ->> 'type' is not null
    and i.value ->> 'value' is not null
order by e.entry_id, i.value ->> 'value';

-- name: is_whole
-- Rows that are missing were removed past the triggers: a name on them must not count as clear.
select v.row_count = e.entries + n.names as is_whole
from bankagent.reference_versions as v
cross join
    lateral (
        select count(*) as entries
        from bankagent.screening_entries as x
        where x.reference_version_id = v.id
    ) as e
cross join
    lateral (
        select count(*) as names
        from bankagent.screening_names as x
        where x.reference_version_id = v.id
    ) as n
where v.id = %(reference_version_id)s::bigint;
