-- Values of the reference data in force, for the facts of a batch. Each statement gives a row with
-- the version where nothing was found in it, and no row where no version is in force.

-- name: calendars
-- The days only where the reader does not hold this version already.
select
    v.id as reference_version_id,
    v.version,
    c.calendar,
    c.weekend,
    c.first_day,
    c.last_day,
    array(
        select d.day
        from bankagent.calendar_days as d
        where d.reference_version_id = v.id and d.calendar = c.calendar
    ) as holidays
from bankagent.reference_versions as v
left join bankagent.calendars as c
    on c.reference_version_id = v.id and v.id is distinct from %(held)s::bigint
where v.dataset = 'calendars' and v.activated_at is not null and v.retired_at is null;

-- name: fx_rates
-- Of the day that is asked for, or of the last day before it that has a rate; null for the newest.
select v.version, v.source, a.currency, a.asked, r.day, r.units
from bankagent.reference_versions as v
cross join unnest(%(currencies)s::text[], %(days)s::date[]) as a (currency, asked)
left join lateral (
    select x.day, x.rate as units
    from bankagent.fx_rates as x
    where x.reference_version_id = v.id
        and x.currency = a.currency
        and x.day <= coalesce(a.asked, 'infinity')
    order by x.day desc
    limit 1
) as r on true
where v.dataset = 'fx_rates' and v.activated_at is not null and v.retired_at is null;

-- name: trading_limits
select v.version, l.scope, l.name, l.currency, l.automatic_limit
from bankagent.reference_versions as v
left join (
    bankagent.trading_limits as l
    inner join unnest(%(scopes)s::text[], %(names)s::text[]) as a (scope, name)
        on l.scope = a.scope and l.name = a.name
) on l.reference_version_id = v.id
where v.dataset = 'trading_limits' and v.activated_at is not null and v.retired_at is null;

-- name: restricted_instruments
select v.version, r.identifier_type, r.identifier, r.restriction
from bankagent.reference_versions as v
left join (
    bankagent.restricted_instruments as r
    inner join unnest(%(types)s::text[], %(identifiers)s::text[]) as a (type, identifier)
        on r.identifier_type = a.type and r.identifier = a.identifier
) on r.reference_version_id = v.id
where v.dataset = 'restricted_instruments' and v.activated_at is not null and v.retired_at is null;

-- name: screening_lists
select v.id as reference_version_id, v.dataset, v.version
from bankagent.reference_versions as v
where v.dataset like 'screening:%%' and v.activated_at is not null and v.retired_at is null;

-- name: listed_names
select n.entry_id, n.name, n.name_type
from bankagent.screening_names as n
where n.reference_version_id = %(reference_version_id)s::bigint;
