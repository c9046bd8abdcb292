create or replace function ops.business_days(p_after date, p_until date, p_calendars text[])
returns integer
language plpgsql stable
-- A view that asks for the same days again is to remember them.
cost 10000
set search_path to bankagent, pg_temp
as $$
declare
    version_id bigint;
    weekends text;
    known integer;
begin
    if p_after is null or p_until is null or cardinality(p_calendars) = 0 then
        return null;
    end if;
    select f.reference_version_id into version_id
    from ops.reference_in_force as f
    where f.dataset = 'calendars';
    select count(*), string_agg(c.weekend, ' ') into known, weekends
    from calendars as c
    where c.reference_version_id = version_id
        and c.calendar = any(p_calendars)
        and (p_until <= p_after or (c.first_day <= p_after + 1 and c.last_day >= p_until));
    if known <> (select count(distinct named.calendar) from unnest(p_calendars) as named (calendar)) then
        return null;
    end if;
    if p_until <= p_after then
        return 0;
    end if;
    -- Weeks are counted, not gone through: 2000-01-02 is the Sunday before a Monday.
    return (
        select sum(
            floor((p_until - date '2000-01-02' - d.number) / 7.0)
            - floor((p_after - date '2000-01-02' - d.number) / 7.0)
        )
        from unnest(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
        with ordinality as d (name, number)
        where strpos(weekends, d.name) = 0
    ) - (
        select count(distinct h.day)
        from calendar_days as h
        where h.reference_version_id = version_id
            and h.calendar = any(p_calendars)
            and h.day > p_after
            and h.day <= p_until
            and strpos(weekends, to_char(h.day, 'dy')) = 0
    );
end
$$;

comment on function ops.business_days(date, date, text[]) is
'Number of business days after a day, up to another one. A business day is one in all of the '
'calendars, by the version in force. Null where a day or a calendar is not known; 0 where the '
'second day is not later. Example: select ops.business_days(''2026-11-25'', ''2026-11-27'', '
'''{XNYS,USD}'').';
