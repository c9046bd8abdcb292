create table bankagent.table_size_history (
    taken_on date not null,
    table_name text not null,
    total_bytes bigint not null,
    primary key (taken_on, table_name)
);

comment on table bankagent.table_size_history is
'The size of each table once a day, for 400 days: how fast it grows. Written by note_table_sizes.';
comment on column bankagent.table_size_history.taken_on is 'The day (UTC).';
comment on column bankagent.table_size_history.table_name is 'The table, with its schema.';
comment on column bankagent.table_size_history.total_bytes is
'Its bytes on disk, indexes and long values included, at the first look of that day.';
