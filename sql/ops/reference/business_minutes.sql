create or replace function ops.business_minutes(
    p_spans tstzmultirange, p_calendars text[], p_zone text, p_opens time, p_closes time
)
returns numeric
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    -- The open hours of each business day, cut with the spans: instants, so that a day of 23 or 25
    -- hours has its own minutes.
    return (
        select coalesce(sum(extract(epoch from upper(part.span) - lower(part.span)) / 60), 0)
        from unnest(p_spans) as given (span)
        cross join generate_series(
            (lower(given.span) at time zone p_zone)::date::timestamp,
            (upper(given.span) at time zone p_zone)::date::timestamp,
            interval '1 day'
        ) as on_day (day)
        cross join lateral (
            select tstzrange(
                (on_day.day::date + p_opens) at time zone p_zone,
                (on_day.day::date + p_closes) at time zone p_zone
            ) * given.span as span
        ) as part
        where ops.business_days(on_day.day::date - 1, on_day.day::date, p_calendars) = 1
            and not isempty(part.span)
    );
end
$$;

comment on function ops.business_minutes(tstzmultirange, text[], text, time, time) is
'Business minutes within spans of time, as ops.business_time_after counts them. Days that a '
'calendar does not know count none. Example: select ops.business_minutes(tstzmultirange(tstzrange('
'now() - interval ''1 day'', now())), ''{TARGET}'', ''Europe/London'', ''09:00'', ''17:00'').';
