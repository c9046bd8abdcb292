create table bankagent.request_readings (
    id bigint generated always as identity primary key,
    request_id bigint not null references bankagent.banking_requests (id),
    reader text not null,
    read_at timestamptz not null default clock_timestamp(),
    constraint request_readings_reader_is_named check (reader ~ '\S')
);

create index request_readings_request_idx on bankagent.request_readings (request_id, id);

comment on table bankagent.request_readings is
'Readings of data about persons, and uses of approved answers. Of client_onboarding, at the pages '
'and by the API; of research_question, by callers alone. One row for each reader and quarter of an '
'hour. Append-only; written by note_reading.';
comment on column bankagent.request_readings.id is 'Number of the reading.';
comment on column bankagent.request_readings.request_id is
'Request that was read; banking_requests.id.';
comment on column bankagent.request_readings.reader is
'Name of the reviewer or caller who read it.';
comment on column bankagent.request_readings.read_at is 'Time of the reading (UTC).';
comment on index bankagent.request_readings_request_idx is 'Readings of one request.';
comment on sequence bankagent.request_readings_id_seq is 'Numbers of readings.';
