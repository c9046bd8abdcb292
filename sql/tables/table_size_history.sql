create table bankagent.table_size_history (
    taken_on date not null,
    table_name text not null,
    total_bytes bigint not null,
    primary key (taken_on, table_name)
);

comment on table bankagent.table_size_history is
'Sizes of the tables, one row for each table and day, for 400 days. Written by note_table_sizes.';
comment on column bankagent.table_size_history.taken_on is 'Day of the measurement (UTC).';
comment on column bankagent.table_size_history.table_name is 'Table with its schema.';
comment on column bankagent.table_size_history.total_bytes is
'Size on disk in bytes, with indexes and long values. Taken at the first measurement of that '
'day.';
