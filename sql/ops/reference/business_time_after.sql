create or replace function ops.business_time_after(
    p_at timestamptz,
    p_minutes integer,
    p_calendars text[],
    p_zone text,
    p_opens time,
    p_closes time
)
returns timestamptz
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    version_id bigint;
    weekends text;
    known integer;
    first_known date;
    last_known date;
    on_day date := (p_at at time zone p_zone)::date;
    starts timestamptz;
    ends timestamptz;
    -- Seconds, not an interval: a day of 23 or 25 hours is not "1 day".
    seconds_left numeric := p_minutes * 60;
begin
    if num_nulls(p_at, p_minutes, p_zone, p_opens, p_closes) > 0
        or p_closes <= p_opens
        or coalesce(cardinality(p_calendars), 0) = 0
    then
        return null;
    end if;
    select f.reference_version_id into version_id
    from ops.reference_in_force as f
    where f.dataset = 'calendars';
    select count(*), string_agg(c.weekend, ' '), max(c.first_day), min(c.last_day)
    into known, weekends, first_known, last_known
    from calendars as c
    where c.reference_version_id = version_id and c.calendar = any(p_calendars);
    if known <> (select count(distinct named.calendar) from unnest(p_calendars) as named (calendar)) then
        return null;
    end if;
    loop
        -- A day that a calendar does not know is unknown, and so is each time after it.
        if on_day < first_known or on_day > last_known then
            return null;
        end if;
        if strpos(weekends, to_char(on_day, 'dy')) = 0 and not exists (
            select
            from calendar_days as h
            where h.reference_version_id = version_id
                and h.calendar = any(p_calendars)
                and h.day = on_day
        ) then
            starts := greatest(p_at, (on_day + p_opens) at time zone p_zone);
            ends := (on_day + p_closes) at time zone p_zone;
            if ends > starts then
                if seconds_left <= extract(epoch from ends - starts) then
                    return starts + seconds_left::double precision * interval '1 second';
                end if;
                seconds_left := seconds_left - extract(epoch from ends - starts);
            end if;
        end if;
        on_day := on_day + 1;
    end loop;
end
$$;

comment on function ops.business_time_after(
    timestamptz, integer, text[], text, time, time
) is
'Time at which so many business minutes have gone by after another one. A business minute is one '
'of a day that is a business day in all of the calendars, by the version in force, between two '
'times of day in a zone; real minutes count, also where clocks change. Null where a calendar or a '
'day is not known. Example: select ops.business_time_after(now(), 120, ''{TARGET}'', '
'''Europe/London'', ''09:00'', ''17:00'').';
