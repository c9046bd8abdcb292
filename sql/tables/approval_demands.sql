-- 'any' and not null for all types and roles: both are parts of the key, or of what a CSV says.
create table bankagent.approval_demands (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    request_type text not null,
    outcome text not null,
    stage integer not null,
    role text not null,
    votes integer not null,
    due_minutes integer,
    calendars text,
    zone text,
    opens time,
    closes time,
    primary key (reference_version_id, request_type, outcome, stage),
    constraint approval_demands_request_type_is_a_name check (
        request_type ~ '^[a-z][a-z0-9_]{0,39}$'
    ),
    constraint approval_demands_outcome_asks_for_people check (
        outcome in ('review', 'dual_control', 'escalate')
    ),
    constraint approval_demands_stage_is_1_to_9 check (stage between 1 and 9),
    constraint approval_demands_role_is_a_slug check (role ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint approval_demands_votes_are_1_to_9 check (votes between 1 and 9),
    constraint approval_demands_due_comes_with_its_hours check (
        num_nulls(due_minutes, calendars, zone, opens, closes) in (0, 5)
    ),
    constraint approval_demands_due_minutes_are_1_to_100000 check (
        due_minutes between 1 and 100000
    ),
    constraint approval_demands_calendars_are_names check (
        calendars ~ '^[A-Z][A-Z0-9_]{1,15}( [A-Z][A-Z0-9_]{1,15}){0,9}$'
    ),
    -- A zone that PostgreSQL does not know is an error here, and not when an approval is opened.
    constraint approval_demands_zone_is_known check (
        zone is null or (timestamptz '2026-01-01 00:00:00Z' at time zone zone) is not null
    ),
    constraint approval_demands_closes_after_it_opens check (closes > opens)
);

comment on table bankagent.approval_demands is
'Demands: what an approval asks for, by request type and outcome. A row is one stage. Read when an '
'approval is opened (demanded_stages), which keeps the stages as they were then.';
comment on column bankagent.approval_demands.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.approval_demands.request_type is
'Request type; any for those that have no rows of their own for the outcome.';
comment on column bankagent.approval_demands.outcome is
'Outcome that asks for people: review, dual_control or escalate.';
comment on column bankagent.approval_demands.stage is
'Stage; the votes of each one come after those of the stages before it.';
comment on column bankagent.approval_demands.role is
'Role in which its votes are given; any for every role.';
comment on column bankagent.approval_demands.votes is
'Number of its votes, each by another person.';
comment on column bankagent.approval_demands.due_minutes is
'Business minutes until it is due, counted from when the stage before is due. Null for no time.';
comment on column bankagent.approval_demands.calendars is
'Calendars whose business days count, all of them together: TARGET, or XNYS USD.';
comment on column bankagent.approval_demands.zone is
'Time zone of the business hours, for example Europe/London.';
comment on column bankagent.approval_demands.opens is 'Start of a business day, in the zone.';
comment on column bankagent.approval_demands.closes is
'End of a business day, in the zone; 24:00 for its last minute.';
