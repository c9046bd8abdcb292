create table bankagent.calendars (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    calendar text not null,
    weekend text not null,
    first_day date not null,
    last_day date not null,
    primary key (reference_version_id, calendar),
    constraint calendars_calendar_is_a_name check (calendar ~ '^[A-Z][A-Z0-9_]{1,15}$'),
    constraint calendars_weekend_is_days check (
        weekend ~ '^(mon|tue|wed|thu|fri|sat|sun)( (mon|tue|wed|thu|fri|sat|sun)){0,5}$'
    ),
    constraint calendars_days_are_in_order check (
        first_day <= last_day and first_day >= '1990-01-01' and last_day <= '2100-12-31'
    )
);

create table bankagent.calendar_days (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    calendar text not null,
    day date not null,
    name text not null,
    primary key (reference_version_id, calendar, day),
    constraint calendar_days_calendar_fkey foreign key (reference_version_id, calendar)
    references bankagent.calendars (reference_version_id, calendar),
    constraint calendar_days_name_has_1_to_100_characters check (
        char_length(name) between 1 and 100
    )
);

comment on table bankagent.calendars is
'Business calendars: the span of days that each one knows. A day outside it is unknown, never a '
'business day.';
comment on column bankagent.calendars.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.calendars.calendar is
'Name of the calendar: TARGET, or the market''s ISO 10383 code, for example XNYS.';
comment on column bankagent.calendars.weekend is
'Days of the week that are no business days, for example sat sun.';
comment on column bankagent.calendars.first_day is 'First day that the calendar knows.';
comment on column bankagent.calendars.last_day is 'Last day that the calendar knows.';

comment on table bankagent.calendar_days is
'Holidays: days that are no business days beside the weekend, for each calendar.';
comment on column bankagent.calendar_days.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.calendar_days.calendar is 'Name of the calendar.';
comment on column bankagent.calendar_days.day is 'Day on which there is no business.';
comment on column bankagent.calendar_days.name is 'Name of the holiday.';
