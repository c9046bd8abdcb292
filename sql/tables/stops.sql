create table bankagent.stops (
    id bigint generated always as identity primary key,
    request_type text,
    reason text not null,
    stopped_at timestamptz not null default clock_timestamp(),
    stopped_by text not null,
    lift_asked_at timestamptz,
    lift_asked_by text,
    lifted_at timestamptz,
    lifted_by text,
    constraint stops_reason_has_1_to_500_characters check (
        char_length(reason) between 1 and 500 and reason ~ '[^[:space:]]'
    ),
    constraint stops_lift_is_asked_by_a_person check (
        (lift_asked_at is null) = (lift_asked_by is null)
    ),
    constraint stops_lifted_by_is_named check ((lifted_at is null) = (lifted_by is null)),
    -- A comparison with null passes a check: without the second part one person could lift alone.
    -- Anna and ANNA are one person.
    constraint stops_lifted_by_a_second_person check (
        lifted_by is null or (
            lift_asked_by is not null
            and bankagent.person_key(lifted_by) <> bankagent.person_key(lift_asked_by)
        )
    )
);

create unique index stops_open_idx on bankagent.stops (coalesce(request_type, ''))
where lifted_at is null;

comment on table bankagent.stops is
'Stops of automatic decisions, of one request type or of all. While a row is open, no policy '
'approves or rejects; people decide. One person stops, two lift. Written by stop_decisions and '
'lift_stop.';
comment on column bankagent.stops.id is 'Number of the stop.';
comment on column bankagent.stops.request_type is
'Request type whose automatic decisions are stopped; null for all.';
comment on column bankagent.stops.reason is
'Reason in the words of the person, 1 to 500 characters; no client data.';
comment on column bankagent.stops.stopped_at is 'Start of the stop (UTC).';
comment on column bankagent.stops.stopped_by is 'Database user who stopped them.';
comment on column bankagent.stops.lift_asked_at is
'Time when the first person asked to lift it (UTC); null before.';
comment on column bankagent.stops.lift_asked_by is 'First person who asked to lift it.';
comment on column bankagent.stops.lifted_at is 'End of the stop (UTC); null while it lasts.';
comment on column bankagent.stops.lifted_by is
'Second person, who lifted it; never the one who asked.';
comment on index bankagent.stops_open_idx is
'Open stops: at most one for each request type, and one for all.';
comment on constraint stops_lifted_by_a_second_person on bankagent.stops is
'Four-eyes rule: lifting a stop takes two people. Names are compared by person_key.';
comment on sequence bankagent.stops_id_seq is 'Numbers of stops.';
